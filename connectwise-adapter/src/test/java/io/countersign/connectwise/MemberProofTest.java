package io.countersign.connectwise;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.countersign.connectwise.Tenant.API;
import static io.countersign.connectwise.Tenant.HOME;
import static io.countersign.connectwise.Tenant.MEMBERS_PATH;
import static io.countersign.connectwise.Tenant.OTHER;
import static io.countersign.connectwise.Tenant.TICKET;
import static io.countersign.connectwise.Tenant.TICKET_PATH;
import static io.countersign.connectwise.Tenant.ok;
import static io.countersign.connectwise.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ticket.Technician;
import io.countersign.ticket.TechnicianProof.Answer;
import io.countersign.ticket.TicketRef;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberProofTest {
    private static final ConnectWiseMember JANE = new ConnectWiseMember("training", "jdoe", "a1b2c3d4-hash-of-jane");

    private final Tenant tenant = new Tenant();
    private final MemberProof proof = new MemberProof(tenant, tenant.calls());

    /** Only Jane's own hash opens the ticket; our keys open the list of members. */
    @BeforeEach
    void janeIsSignedIn() {
        tenant.answers(TICKET_PATH, status(401, "sign-in-page.html"));
        ticketForJane("{\"id\":5000}");
        tenant.answers(MEMBERS_PATH, "members.json");
    }

    @AfterEach
    void stop() {
        tenant.close();
    }

    @Test
    void T07_a_member_whom_connectwise_lets_read_the_ticket_is_proved() {
        assertThat(proof.prove(HOME, TICKET, JANE))
                .isEqualTo(new Answer.Proved(new Technician(HOME, "JDoe", "Jane Doe", null, "jdoe")));

        assertThat(tenant.callsMade()).containsExactly("GET " + TICKET_PATH, "GET " + MEMBERS_PATH);
        var asJane = tenant.requests().getFirst();
        assertThat(asJane.getHeader("Authorization")).isEqualTo(basic("Training+jdoe:a1b2c3d4-hash-of-jane"));
        assertThat(asJane.getHeader("clientId")).isEqualTo("0a1b2c3d-0000-4000-8000-000000000001");
        assertThat(asJane.getUrl()).isEqualTo(API + TICKET_PATH + "?fields=id");
        assertThat(tenant.requests().getLast().getHeader("Authorization")).isEqualTo(basic("Training+pub123:priv456"));
    }

    @Test
    void T07_a_proof_is_not_remembered() {
        assertThat(proof.prove(HOME, TICKET, JANE)).isInstanceOf(Answer.Proved.class);
        tenant.answers(TICKET_PATH, status(401, "sign-in-page.html"));

        assertThat(proof.prove(HOME, TICKET, JANE)).isInstanceOf(Answer.NotProved.class);
    }

    @Test
    void T07_a_hash_of_somebody_else_proves_nobody() {
        var guessed = new ConnectWiseMember("training", "jdoe", "a1b2c3d4-hash-of-john");

        assertThat(proof.prove(HOME, TICKET, guessed)).isInstanceOf(Answer.NotProved.class);
        assertThat(tenant.callsMade()).containsExactly("GET " + TICKET_PATH);
    }

    @ParameterizedTest
    @CsvSource({"401", "403", "404", "400", "302"})
    void T07_whatever_connectwise_denies_is_not_proved(int status) {
        tenant.answers(TICKET_PATH, status(status, "sign-in-page.html"));

        assertThat(proof.prove(HOME, TICKET, JANE)).isInstanceOf(Answer.NotProved.class);
    }

    @Test
    void T07_a_ticket_that_is_gone_proves_nobody() {
        tenant.answers(TICKET_PATH, status(404, "record-not-found.json"));

        assertThat(proof.prove(HOME, TICKET, JANE)).isInstanceOf(Answer.NotProved.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void a_connectwise_that_cannot_answer_now_proves_nobody_and_denies_nobody(int status) {
        tenant.answers(TICKET_PATH, status(status, "sign-in-page.html"));

        assertThat(proof.prove(HOME, TICKET, JANE)).isInstanceOf(Answer.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":5001}", "{\"id\":null}"})
    void T07_two_hundred_without_the_ticket_in_it_is_no_proof(String body) {
        ticketForJane(body);

        assertThat(proof.prove(HOME, TICKET, JANE)).isInstanceOf(Answer.NotProved.class);
    }

    @Test
    void T07_a_sign_in_page_with_status_two_hundred_is_no_proof() {
        tenant.answers(TICKET_PATH, ok("sign-in-page.html"));

        assertThat(proof.prove(HOME, TICKET, JANE)).isNotInstanceOf(Answer.Proved.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"member-inactive.json", "empty-page.json", "member-of-another-name.json"})
    void T07_a_member_who_is_not_active_is_not_proved(String members) {
        tenant.answers(MEMBERS_PATH, members);

        assertThat(proof.prove(HOME, TICKET, JANE)).isInstanceOf(Answer.NotProved.class);
    }

    @ParameterizedTest
    @CsvSource({
        "neighbour, jdoe, a1b2c3d4-hash-of-jane",
        "'', jdoe, a1b2c3d4-hash-of-jane",
        "training, '', a1b2c3d4-hash-of-jane",
        "training, 'jdoe:x', a1b2c3d4-hash-of-jane",
        "training, 'jdoe\" or identifier!=\"', a1b2c3d4-hash-of-jane",
        "training, jdoe, ''",
        "training, jdoe, short",
        "training, jdoe, 'with a blank in it'",
        "training, jdoe, 'Zeilen\numbruch-im-hash'",
    })
    void T07_a_claim_of_another_company_or_of_odd_characters_asks_nobody(
            String company, String member, String memberHash) {
        assertThat(proof.prove(HOME, TICKET, new ConnectWiseMember(company, member, memberHash)))
                .isInstanceOf(Answer.NotProved.class);
        assertThat(tenant.requests()).isEmpty();
    }

    @Test
    void T07_a_ticket_of_another_installation_is_not_asked_for() {
        var elsewhere = new TicketRef(OTHER, TICKET.number());

        assertThat(proof.prove(HOME, elsewhere, JANE)).isInstanceOf(Answer.NotProved.class);
        assertThat(tenant.requests()).isEmpty();
    }

    private void ticketForJane(String body) {
        tenant.server.stubFor(get(urlPathEqualTo(API + TICKET_PATH))
                .withHeader("Authorization", equalTo(basic("Training+jdoe:a1b2c3d4-hash-of-jane")))
                .willReturn(aResponse()
                        .withHeader("Content-Type", Tenant.VENDOR_JSON)
                        .withBody(body)));
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
