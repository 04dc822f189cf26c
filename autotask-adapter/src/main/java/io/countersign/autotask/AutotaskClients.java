package io.countersign.autotask;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.openapi.autotask.ApiClient;
import io.countersign.psa.HttpClients;
import io.countersign.ticket.InstallationId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.ResponseErrorHandler;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * One client per installation, on an HTTP client named by us: the one that Spring would detect depends on the class path, and one of those repeats a request
 * that was answered 503, which can leave a note twice.
 */
final class AutotaskClients {
    /** A technician is watching the page meanwhile. */
    static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    /**
     * NON_EMPTY: the generated models would send every field that is not set as null, and a null blanks the field. Whole numbers only: a number cut short would be
     * another record's. Timestamps come with and without a zone.
     */
    static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion
                    .withValueInclusion(JsonInclude.Include.NON_EMPTY)
                    .withContentInclusion(JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .addModule(new SimpleModule().addDeserializer(OffsetDateTime.class, new TimeInUtc()))
            .build();

    private final HttpClients httpClients;
    private final Duration readTimeout;
    private final RestClient withoutCredentials;
    private final Map<InstallationId, Client> clients = new ConcurrentHashMap<>();

    AutotaskClients(HttpClients httpClients, Duration readTimeout) {
        this.httpClients = httpClients;
        this.readTimeout = readTimeout;
        this.withoutCredentials = builder().build();
    }

    /** For the zone look-up. */
    RestClient withoutCredentials() {
        return withoutCredentials;
    }

    /** Speaks with our API user's credentials; wherever it speaks to has been found to be Autotask's before. */
    RestClient withCredentials(InstallationId installation, AutotaskSettings settings) {
        return clients.compute(
                        installation,
                        (id, known) -> known != null && known.settings.equals(settings)
                                ? known
                                : new Client(settings, rest(settings)))
                .rest;
    }

    /** The generated client's view of a zone. */
    static ApiClient api(RestClient rest, Zone zone) {
        return new ApiClient(rest, JSON, ApiClient.createDefaultDateFormat()).setBasePath(zone.base());
    }

    private RestClient rest(AutotaskSettings settings) {
        return builder()
                .defaultHeader("ApiIntegrationCode", settings.integrationCode())
                .defaultHeader("UserName", settings.userName())
                .defaultHeader("Secret", settings.secret())
                .build();
    }

    private RestClient.Builder builder() {
        var requests = new JdkClientHttpRequestFactory(httpClients.of(null));
        requests.setReadTimeout(readTimeout);
        requests.enableCompression(false);
        return RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> converters.withJsonConverter(jsonConverter()))
                .requestInterceptor((request, body, execution) -> {
                    if (body.length > 0) {
                        request.getHeaders().setContentLength(body.length);
                    }
                    return HeldAnswer.of(execution.execute(request, body));
                })
                .defaultStatusHandler(new Failures());
    }

    private static JacksonJsonHttpMessageConverter jsonConverter() {
        var converter = new JacksonJsonHttpMessageConverter(JSON);
        converter.setSupportedMediaTypes(List.of(
                MediaType.APPLICATION_JSON, new MediaType("text", "json"), new MediaType("application", "*+json")));
        return converter;
    }

    /** Errors come with any status. Spring's own exception has the beginning of the body in its message, and the body repeats what was sent. */
    private static final class Failures implements ResponseErrorHandler {
        @Override
        public boolean hasError(ClientHttpResponse answer) throws IOException {
            return !answer.getStatusCode().is2xxSuccessful()
                    || !AutotaskFaults.errors(answer.getBody().readAllBytes()).isEmpty();
        }

        @Override
        public void handleError(URI address, HttpMethod method, ClientHttpResponse answer) throws IOException {
            HttpStatusCode status = answer.getStatusCode();
            throw new RestClientResponseException(
                    "Autotask answered " + status.value() + (status.is2xxSuccessful() ? " with errors" : ""),
                    status,
                    "",
                    answer.getHeaders(),
                    answer.getBody().readAllBytes(),
                    StandardCharsets.UTF_8);
        }
    }

    private record Client(AutotaskSettings settings, RestClient rest) {
        @Override
        public String toString() {
            return "Client[" + settings + "]";
        }
    }
}
