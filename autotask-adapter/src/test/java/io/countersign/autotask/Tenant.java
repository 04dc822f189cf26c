package io.countersign.autotask;

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
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** One Autotask database that answers what a test tells it to, and the adapter that talks to it. */
final class Tenant implements AutoCloseable, AutotaskInstallations {
    static final String API = "/ATServicesRest/V1.0";

    static final InstallationId HOME = new InstallationId("autotask-home-00000001");
    static final InstallationId OTHER = new InstallationId("autotask-other-0000002");
    static final TicketRef TICKET = new TicketRef(HOME, 7865);
    static final ContactRef ANN = new ContactRef(HOME, 1001);
    static final CompanyRef HARBOUR_DENTAL = new CompanyRef(HOME, 174);
    static final Note NOTE = new Note("VERIFIED: Ann Perkins, by text to •••• 0102 [cs:7f3a]", "[cs:7f3a]");

    static final String ZONE_PATH = "/atservicesrest/v1.0/zoneInformation";
    static final String TICKET_PATH = "/Tickets/7865";
    static final String TICKET_FIELDS_PATH = "/Tickets/entityInformation/fields";
    static final String NOTE_FIELDS_PATH = "/TicketNotes/entityInformation/fields";
    static final String NOTES_PATH = "/Tickets/7865/Notes";
    static final String NOTES_QUERY_PATH = "/TicketNotes/query";
    static final String TICKETS_QUERY_PATH = "/Tickets/query";
    static final String CONTACT_PATH = "/Contacts/1001";
    static final String COMPANY_PATH = "/Companies/174";
    static final String RESOURCES_PATH = "/Resources/query";
    static final String THRESHOLD_PATH = "/ThresholdInformation";

    final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
    final AtomicLong nanos = new AtomicLong(1_000_000_000L);
    final TurnsInMemory turns = new TurnsInMemory();
    private final HttpClients httpClients = new HttpClients();
    private AutotaskSettings settings;

    Tenant() {
        server.start();
        settings = settings(origin(), "s3cr3t$4u");
        zone(origin() + "/ATServicesRest/");
        answers(COMPANY_PATH, "company.json");
        answers(TICKET_FIELDS_PATH, "ticket-fields.json");
        answers(NOTE_FIELDS_PATH, "note-fields.json");
        answers(RESOURCES_PATH, "our-resource.json");
    }

    static AutotaskSettings settings(URI zoneLookup, String secret) {
        return new AutotaskSettings(
                "abc123@MSP.example",
                secret,
                "TRACK1NG000000000000000001",
                zoneLookup,
                Set.of(URI.create("https://ww22.autotask.net")),
                List.of("kat-secret-key"));
    }

    URI origin() {
        return URI.create(server.baseUrl().replace("localhost", "127.0.0.1"));
    }

    void now(AutotaskSettings changed) {
        settings = changed;
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Override
    public AutotaskSettings settings(InstallationId installation) {
        if (installation.equals(HOME) || installation.equals(OTHER)) {
            return settings;
        }
        throw new NoSuchElementException();
    }

    OutsideOrigins outside() {
        return new OutsideOrigins(Set.of(origin()));
    }

    AutotaskCalls calls() {
        return calls(Duration.ofSeconds(5));
    }

    AutotaskCalls calls(Duration readTimeout) {
        return calls(calling(readTimeout, outside()));
    }

    /** What is read aside is read at once, on the same thread. */
    AutotaskCalls calls(Calling calling) {
        return new AutotaskCalls(this, calling, installation -> {}, nanos::get, Runnable::run);
    }

    Calling calling() {
        return calling(Duration.ofSeconds(5), outside());
    }

    Calling calling(Duration readTimeout, OutsideOrigins outside) {
        var clients = new AutotaskClients(httpClients, readTimeout);
        var zones = new Zones(clients, outside, nanos::get, Runnable::run);
        return new Calling(
                this,
                clients,
                zones,
                turns,
                BulkheadRegistry.ofDefaults(),
                CircuitBreakerRegistry.ofDefaults(),
                nanos::get);
    }

    void zone(String url) {
        zone(aResponse()
                .withHeader("Content-Type", "application/json; charset=utf-8")
                .withBody("{\"zoneName\":\"A\",\"url\":\"" + url
                        + "\",\"webUrl\":\"https://ww22.autotask.net/\",\"ci\":1}"));
    }

    void zone(ResponseDefinitionBuilder answer) {
        server.stubFor(any(urlPathEqualTo(ZONE_PATH)).willReturn(answer));
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
                .withHeader("Content-Type", file.endsWith(".html") ? "text/html" : "application/json; charset=utf-8")
                .withBody(payload(file));
    }

    static ResponseDefinitionBuilder notAccepted() {
        return aResponse().withStatus(401).withHeader("WWW-Authenticate", "Basic Realm=\"webservices22.autotask.net\"");
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

    long count(String call) {
        return callsMade().stream().filter(call::equals).count();
    }

    LoggedRequest last(String path) {
        return requests().stream()
                .filter(request -> request.getUrl().startsWith(API + path))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    static String payload(String file) {
        try (var in = Tenant.class.getResourceAsStream("/autotask/" + file)) {
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
