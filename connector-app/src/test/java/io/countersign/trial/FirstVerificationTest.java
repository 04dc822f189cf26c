package io.countersign.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole way, from the press to the note, against the running connector. */
class FirstVerificationTest {
    private final Connector connector = Connector.running();

    @Test
    void a_matched_person_reads_the_code_out_and_the_ticket_gets_one_note() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        String code = connector.codeBySms(person.number(), 1);

        var decided = connector.enter(id, code);

        assertThat(decided.status()).isEqualTo(200);
        assertThat(decided.at("/outcome")).isEqualTo("VERIFIED");
        assertThat(decided.at("/assurance")).isEqualTo("A2");
        assertThat(connector.note(person.ticket()))
                .contains(
                        "Verified (A2", person.name(), "•••• " + person.number().substring(8), id)
                .doesNotContain(code)
                .doesNotContain(person.number());
        assertThat(connector.notes(person.ticket())).hasSize(1);
    }

    @Test
    void the_text_and_the_api_name_the_ticket_by_its_number() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        connector.codeBySms(person.number(), 1);

        assertThat(connector.texts(person.number()).getLast()).contains("icket " + person.ticket());
        assertThat(connector.verification(id).at("/ticketNumber")).isEqualTo(Long.toString(person.ticket()));
    }

    @Test
    void a_wrong_code_leaves_two_tries_and_the_right_one_still_verifies() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        String code = connector.codeBySms(person.number(), 1);

        assertThat(connector
                        .enter(id, Connector.wrong(code, 1))
                        .body()
                        .path("triesLeft")
                        .asInt())
                .isEqualTo(2);
        assertThat(connector.enter(id, code).at("/outcome")).isEqualTo("VERIFIED");
    }

    @Test
    void a_code_that_nobody_gives_expires_and_the_note_says_so() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        String code = connector.codeBySms(person.number(), 1);

        connector.pass(Duration.ofMinutes(5));

        assertThat(connector.outcome(id)).isEqualTo("EXPIRED");
        assertThat(connector.note(person.ticket())).contains("NOT verified: expired");
        assertThat(connector.enter(id, code).status()).isEqualTo(409);
    }

    @Test
    void one_code_goes_to_both_places_and_the_weaker_counts() {
        var person = connector.somebody();
        String id = connector.open(person, "sms+email");
        String code = connector.codeBySms(person.number(), 1);

        assertThat(connector.codeByMail(person.mail())).isEqualTo(code);
        assertThat(connector.enter(id, code).at("/assurance")).isEqualTo("A1");
    }

    @Test
    void a_ticket_that_closes_cancels_what_is_open_and_gets_no_note() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        connector.codeBySms(person.number(), 1);

        connector.sandbox("PATCH", "/connectwise/tickets/" + person.ticket(), Map.of("closed", true));

        assertThat(connector.outcome(id)).isEqualTo("CANCELLED");
        assertThat(connector.verification(id).at("/note/state")).isEqualTo("none");
    }
}
