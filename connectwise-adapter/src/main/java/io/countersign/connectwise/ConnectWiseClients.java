package io.countersign.connectwise;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.openapi.connectwise.ApiClient;
import io.countersign.psa.BoundedAnswer;
import io.countersign.psa.HttpClients;
import io.countersign.psa.Origin;
import io.countersign.psa.OutsideOrigins;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault.Refused;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One client per installation, on an HTTP client named by us: the one that Spring would detect depends on the class path, and one of those repeats a request
 * that was answered 503, which can leave a note twice.
 */
final class ConnectWiseClients {
    /** A technician is watching the page meanwhile. */
    static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private static final int LONGEST_ERROR = 64 * 1024;

    /** NON_EMPTY: the generated models would send every field that is not set as null. Whole numbers only: a number cut short would be another record's. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion
                    .withValueInclusion(JsonInclude.Include.NON_EMPTY)
                    .withContentInclusion(JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private final ConnectWiseInstallations installations;
    private final OutsideOrigins outside;
    private final HttpClients httpClients;
    private final Duration readTimeout;
    private final Map<InstallationId, Client> clients = new ConcurrentHashMap<>();

    ConnectWiseClients(
            ConnectWiseInstallations installations,
            OutsideOrigins outside,
            HttpClients httpClients,
            Duration readTimeout) {
        this.installations = installations;
        this.outside = outside;
        this.httpClients = httpClients;
        this.readTimeout = readTimeout;
    }

    /** Speaks with the keys of our API member. */
    ApiClient of(InstallationId installation) {
        return client(installation).api;
    }

    /** As {@link #of}, for lists that go on by the number of the last record. The vendor's description does not have this header. */
    ApiClient forwardOnly(InstallationId installation) {
        var client = client(installation);
        return api(client.http, client.settings, client.settings.publicKey(), client.settings.privateKey())
                .addDefaultHeader("pagination-type", "forward-only");
    }

    /** Speaks as a technician, with the hash that the PSA's page handed out; where to, and for which company, only our own settings say. */
    ApiClient asMember(InstallationId installation, String memberId, String memberHash) {
        var client = client(installation);
        return api(client.http, client.settings, memberId, memberHash);
    }

    private Client client(InstallationId installation) {
        var settings = installations.settings(installation);
        return clients.compute(
                installation,
                (id, known) -> known != null && known.settings.equals(settings) ? known : newClient(settings));
    }

    private Client newClient(ConnectWiseSettings settings) {
        var origin = Origin.of(settings.apiRoot());
        if (!origin.isHttps() && !outside.accept(origin)) {
            throw new Refused("The API address of ConnectWise must begin with https", null);
        }
        var http = httpClients.of(settings.privateCa());
        return new Client(settings, http, api(http, settings, settings.publicKey(), settings.privateKey()));
    }

    private ApiClient api(HttpClient http, ConnectWiseSettings settings, String user, String password) {
        var requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(readTimeout);
        requests.enableCompression(false);
        String basic = Base64.getEncoder()
                .encodeToString((settings.companyId() + "+" + user + ":" + password).getBytes(StandardCharsets.UTF_8));
        var rest = RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(
                        // a read answers with the vendor's own media type or with plain JSON, whatever was asked for
                        converters -> converters.withJsonConverter(jsonConverter()))
                .requestInterceptor((request, body, execution) -> {
                    if (body.length > 0) {
                        request.getHeaders().setContentLength(body.length);
                    }
                    return new BoundedAnswer(execution.execute(request, body));
                })
                .defaultStatusHandler(status -> !status.is2xxSuccessful(), ConnectWiseClients::fail)
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Basic " + basic)
                .defaultHeader("clientId", settings.clientId())
                .build();
        return new ApiClient(rest, JSON, ApiClient.createDefaultDateFormat())
                .setBasePath(settings.apiRoot().toString());
    }

    private static JacksonJsonHttpMessageConverter jsonConverter() {
        var converter = new JacksonJsonHttpMessageConverter(JSON);
        converter.setSupportedMediaTypes(List.of(MediaType.APPLICATION_JSON, new MediaType("application", "*+json")));
        return converter;
    }

    /** Spring's own exception has the beginning of the body in its message, and the body repeats what was sent. */
    private static void fail(HttpRequest request, ClientHttpResponse answer) throws IOException {
        var status = answer.getStatusCode();
        String requestId = answer.getHeaders().getFirst("x-cw-request-id");
        boolean plain = requestId != null && requestId.matches("[A-Za-z0-9-]{1,64}");
        throw new RestClientResponseException(
                "ConnectWise answered " + status.value() + (plain ? ", request " + requestId : ""),
                status,
                "",
                answer.getHeaders(),
                answer.getBody().readNBytes(LONGEST_ERROR),
                StandardCharsets.UTF_8);
    }

    private record Client(ConnectWiseSettings settings, HttpClient http, ApiClient api) {
        @Override
        public String toString() {
            return "Client[" + settings + "]";
        }
    }
}
