package io.countersign.connectwise;

import static io.countersign.connectwise.Tenant.HOME;
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
import io.countersign.ticket.TechnicianProof.Answer;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole adapter against the sandbox, whose ConnectWise remembers. */
class ConnectWiseTicketsContractTest extends TicketSystemContract {
    private static final JsonMapper JSON = JsonMapper.builder().build();
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
    private final ConnectWiseInstallations installations = installation -> settings();
    private final ConnectWise connectWise = new GuardedConnectWise(
            new ConnectWiseCalls(
                    installations,
                    new ConnectWiseClients(
                            installations,
                            new OutsideOrigins(Set.of(sandbox.address())),
                            httpClients,
                            Duration.ofSeconds(2))),
            BulkheadRegistry.ofDefaults(),
            CircuitBreakerRegistry.ofDefaults());
    private final TicketSystem system = new KeptTickets(connectWise, Ticker.systemTicker());

    private static Sandbox sandbox() {
        var sandbox = Sandbox.start(new SandboxSettings(0, 0, URI.create("http://localhost:8080")));
        sandbox.ready();
        return sandbox;
    }

    @BeforeEach
    void aTicketOfAnn() {
        control(
                "POST",
                "/sandbox/connectwise/contacts",
                "{\"firstName\":\"Ann\",\"lastName\":\"Perkins\",\"email\":\"ann@harbour-dental.example\","
                        + "\"mobile\":\"+12125550102\",\"companyId\":1}");
        control(
                "POST",
                "/sandbox/connectwise/tickets",
                "{\"summary\":\"Locked out\",\"contactId\":1001,\"type\":\"Password Reset\"}");
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
        return new Ticket(FIRST, TicketName.of(FIRST), CUSTOMER, "Sandbox Customer", ANN, false, "Password Reset");
    }

    @Override
    protected Ticket aTicketWithoutContact() {
        return new Ticket(
                new TicketRef(HOME, 2),
                TicketName.of(new TicketRef(HOME, 2)),
                CUSTOMER,
                "Sandbox Customer",
                null,
                false,
                "Request");
    }

    @Override
    protected TicketRef aMissingTicket() {
        return new TicketRef(HOME, 999_999);
    }

    @Override
    protected Technician anActiveTechnician() {
        return new Technician(HOME, "jdoe", "J. Doe", "jdoe@msp.example", "jdoe");
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
                "/sandbox/faults/connectwise",
                switch (fault) {
                    case REFUSED -> "{\"mode\":\"status\",\"status\":403,\"times\":1}";
                    case BUSY -> "{\"mode\":\"status\",\"status\":429,\"retryAfter\":7,\"times\":1}";
                    case UNCLEAR_WITHOUT_DOING -> "{\"mode\":\"timeout\",\"delayMs\":6000,\"times\":1}";
                    case UNCLEAR_AFTER_DOING -> "{\"mode\":\"accept-then-drop\",\"delayMs\":6000,\"times\":1}";
                });
    }

    @Override
    protected void somebodyElseWrites(TicketRef ticket, String text) {
        var jane = jane();
        String credentials = jane.companyId() + "+" + jane.memberId() + ":" + jane.memberHash();
        send(HttpRequest.newBuilder(
                        URI.create(sandbox.connectwise().apiRoot() + "/service/tickets/" + ticket.number() + "/notes"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .header("clientId", sandbox.connectwise().clientId())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(
                        JSON.createObjectNode().put("text", text).put("internalAnalysisFlag", true))))
                .build());
    }

    @Override
    protected Instant beforeTheTest() {
        return start;
    }

    @Test
    void T07_whom_the_pods_page_names_connectwise_confirms_and_nobody_else() {
        var proof = new MemberProof(installations, connectWise);

        assertThat(proof.prove(HOME, FIRST, jane())).isEqualTo(new Answer.Proved(anActiveTechnician()));
        assertThat(proof.prove(HOME, FIRST, new ConnectWiseMember("sandbox", "asmith", jane().memberHash())))
                .isInstanceOf(Answer.NotProved.class);
        assertThat(proof.prove(HOME, aMissingTicket(), jane())).isInstanceOf(Answer.NotProved.class);
    }

    private ConnectWiseMember jane() {
        var data = control("GET", "/sandbox/connectwise/member-auth?memberId=jdoe", "");
        return new ConnectWiseMember(
                data.path("companyid").asString(),
                data.path("memberid").asString(),
                data.path("memberHash").asString());
    }

    private JsonNode control(String method, String path, String body) {
        return send(HttpRequest.newBuilder(sandbox.address().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build());
    }

    private JsonNode send(HttpRequest request) {
        try {
            var answer = people.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ConnectWiseSettings settings() {
        var tenant = sandbox.connectwise();
        return new ConnectWiseSettings(
                tenant.companyId(),
                tenant.publicKey(),
                tenant.privateKey(),
                tenant.clientId(),
                tenant.apiMember(),
                URI.create(tenant.apiRoot()),
                Set.of(URI.create(tenant.uiOrigin())),
                Set.of(),
                null,
                null,
                ConnectWiseSettings.USUAL_MOBILE_TYPE_NAMES);
    }
}
