package io.countersign.autotask;

import static io.countersign.autotask.Tenant.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.psa.HttpClients;
import io.countersign.psa.KeptTickets;
import io.countersign.psa.OutsideOrigins;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxSettings;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.Contact;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.Fault;
import io.countersign.ticket.Technician;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.TicketSystem;
import io.countersign.ticket.TicketSystemContract;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The whole adapter against the sandbox, whose Autotask remembers. */
class AutotaskTicketsContractTest extends TicketSystemContract {
    private static final CompanyRef CUSTOMER = new CompanyRef(HOME, 1);
    private static final Contact ANN = new Contact(
            new ContactRef(HOME, 1001),
            CUSTOMER,
            "Ann Perkins",
            List.of("ann@harbour-dental.example"),
            List.of("+12125550102"));

    /** The first that the sandbox makes on wish. */
    private static final TicketRef FIRST = new TicketRef(HOME, 1001);

    private final Instant start = Instant.now();
    private final Sandbox sandbox = sandbox();
    private final HttpClient people = HttpClient.newHttpClient();
    private final HttpClients httpClients = new HttpClients();
    private final AutotaskCalls calls = calls();
    private final TicketSystem system = new KeptTickets(calls, Ticker.systemTicker());

    private static Sandbox sandbox() {
        var sandbox = Sandbox.start(new SandboxSettings(0, 0, URI.create("http://localhost:8080")));
        sandbox.ready();
        return sandbox;
    }

    private AutotaskCalls calls() {
        var tenant = sandbox.autotask();
        var settings = new AutotaskSettings(
                tenant.userName(),
                tenant.secret(),
                tenant.integrationCode(),
                sandbox.address(),
                Set.of(URI.create(tenant.origin())),
                List.of(tenant.webhookSecret()));
        AutotaskInstallations installations = installation -> settings;
        var clients = new AutotaskClients(httpClients, Duration.ofSeconds(2));
        var zones =
                new Zones(clients, new OutsideOrigins(Set.of(sandbox.address())), Ticker.systemTicker(), Runnable::run);
        var calling = new Calling(
                installations,
                clients,
                zones,
                new TurnsInMemory(),
                BulkheadRegistry.ofDefaults(),
                CircuitBreakerRegistry.ofDefaults(),
                Ticker.systemTicker());
        return new AutotaskCalls(installations, calling, installation -> {}, Ticker.systemTicker(), Runnable::run);
    }

    @BeforeEach
    void aTicketOfAnn() {
        control("POST", "/sandbox/autotask/contacts", """
                {"firstName": "Ann", "lastName": "Perkins", "email": "ann@harbour-dental.example", "mobile": "+12125550102", "companyId": 1}
                """);
        control("POST", "/sandbox/autotask/tickets", """
                {"summary": "Locked out", "contactId": 1001, "type": "Password Reset"}
                """);
        // as at the connector's start: a fault is to meet the call that the test makes
        calls.prepare(HOME);
        assertThat(calls.ticket(FIRST)).isPresent();
    }

    @AfterEach
    void stop() {
        people.shutdownNow();
        httpClients.close();
        sandbox.close();
    }

    @Override
    protected TicketSystem system() {
        return system;
    }

    @Override
    protected Ticket aTicketOfThePsa() {
        return new Ticket(FIRST, named("1001"), CUSTOMER, "Sandbox Customer", ANN, false, "Password Reset");
    }

    @Override
    protected Ticket aTicketWithoutContact() {
        return new Ticket(new TicketRef(HOME, 2), named("0002"), CUSTOMER, "Sandbox Customer", null, false, null);
    }

    /** Autotask numbers the tickets of a day. */
    private TicketName named(String ofTheDay) {
        return new TicketName("T"
                + DateTimeFormatter.BASIC_ISO_DATE.format(
                        start.atOffset(ZoneOffset.UTC).toLocalDate()) + "." + ofTheDay);
    }

    @Override
    protected TicketRef aMissingTicket() {
        return new TicketRef(HOME, 999_999);
    }

    @Override
    protected Technician anActiveTechnician() {
        return new Technician(HOME, "jdoe", "J. Doe", "jdoe@msp.example");
    }

    @Override
    protected String anInactiveTechnician() {
        return "former";
    }

    /** Held answers, because the JDK quietly asks again for a GET whose connection breaks before the first byte. */
    @Override
    protected void failNext(Fault fault) {
        control(
                "PUT",
                "/sandbox/faults/autotask",
                switch (fault) {
                    case REFUSED -> "{\"mode\":\"status\",\"status\":500,\"times\":1}";
                    case BUSY -> "{\"mode\":\"status\",\"status\":429,\"retryAfter\":7,\"times\":1}";
                    case UNCLEAR_WITHOUT_DOING -> "{\"mode\":\"timeout\",\"delayMs\":6000,\"times\":1}";
                    case UNCLEAR_AFTER_DOING -> "{\"mode\":\"accept-then-drop\",\"delayMs\":6000,\"times\":1}";
                });
    }

    @Override
    protected void somebodyElseWrites(TicketRef ticket, String text) {
        control("POST", "/sandbox/autotask/tickets/" + ticket.number() + "/notes", "{\"text\": \"" + text + "\"}");
    }

    @Override
    protected Instant beforeTheTest() {
        return start;
    }

    private void control(String method, String path, String body) {
        try {
            var answer = people.send(
                    HttpRequest.newBuilder(sandbox.address().resolve(path))
                            .method(method, BodyPublishers.ofString(body))
                            .header("Content-Type", "application/json")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
