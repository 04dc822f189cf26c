package io.countersign.connectwise;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.countersign.psa.HttpClients;
import io.countersign.psa.OutsideOrigins;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.TicketRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/** One ConnectWise company that answers what a test tells it to, and the adapter that talks to it. */
final class Tenant implements AutoCloseable, ConnectWiseInstallations {
    static final String API = "/v4_6_release/apis/3.0";
    static final String VENDOR_JSON = "application/vnd.connectwise.com+json; version=2025.1";

    static final InstallationId HOME = new InstallationId("connectwise-home-00001");
    static final InstallationId OTHER = new InstallationId("connectwise-other-0002");
    static final TicketRef TICKET = new TicketRef(HOME, 5000);
    static final ContactRef ANN = new ContactRef(HOME, 57919);
    static final CompanyRef HARBOUR_DENTAL = new CompanyRef(HOME, 19298);
    static final Note NOTE = new Note("VERIFIED: Ann Perkins, by text to •••• 0102 [cs:7f3a]", "[cs:7f3a]");

    static final String TICKET_PATH = "/service/tickets/5000";
    static final String NOTES_PATH = "/service/tickets/5000/notes";
    static final String CONTACT_PATH = "/company/contacts/57919";
    static final String MEMBERS_PATH = "/system/info/members";

    final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
    private final HttpClients httpClients = new HttpClients();
    private ConnectWiseSettings settings;

    Tenant() {
        server.start();
        settings = settings(origin(), Set.of(origin()));
    }

    static ConnectWiseSettings settings(URI apiOrigin, Set<URI> uiOrigins) {
        return new ConnectWiseSettings(
                "Training",
                "pub123",
                "priv456",
                "0a1b2c3d-0000-4000-8000-000000000001",
                "Countersign",
                apiOrigin.resolve(API),
                uiOrigins,
                Set.of(),
                null,
                null,
                ConnectWiseSettings.USUAL_MOBILE_TYPE_NAMES);
    }

    URI origin() {
        return URI.create(server.baseUrl().replace("localhost", "127.0.0.1"));
    }

    void now(ConnectWiseSettings changed) {
        settings = changed;
    }

    @Override
    public ConnectWiseSettings settings(InstallationId installation) {
        if (installation.equals(HOME) || installation.equals(OTHER)) {
            return settings;
        }
        throw new NoSuchElementException();
    }

    OutsideOrigins outside() {
        return new OutsideOrigins(Set.of(origin()));
    }

    HttpClients httpClients() {
        return httpClients;
    }

    ConnectWise calls() {
        return calls(Duration.ofSeconds(5));
    }

    ConnectWise calls(Duration readTimeout) {
        return new ConnectWiseCalls(this, new ConnectWiseClients(this, outside(), httpClients, readTimeout));
    }

    void answers(String path, ResponseDefinitionBuilder answer) {
        server.stubFor(any(urlPathEqualTo(API + path)).willReturn(answer));
    }

    void answers(String path, String file) {
        answers(path, ok(file));
    }

    static ResponseDefinitionBuilder ok(String file) {
        return status(200, file);
    }

    static ResponseDefinitionBuilder status(int status, String file) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", file.endsWith(".html") ? "text/html" : VENDOR_JSON)
                .withBody(payload(file));
    }

    List<LoggedRequest> requests() {
        return server.getAllServeEvents().reversed().stream()
                .map(event -> event.getRequest())
                .map(LoggedRequest::createFrom)
                .toList();
    }

    /** Method and path without query, oldest first. */
    List<String> callsMade() {
        return requests().stream()
                .map(request -> request.getMethod() + " "
                        + request.getUrl().replaceAll("\\?.*", "").replace(API, ""))
                .toList();
    }

    static String payload(String file) {
        try (var in = Tenant.class.getResourceAsStream("/connectwise/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no payload " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        httpClients.close();
        server.stop();
    }
}
