package io.countersign.attack;

import static io.countersign.attack.Attack.CONNECTOR;
import static io.countersign.attack.Attack.ask;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A caller gives a number of their own. */
class T01SuppliedPlaceTest {
    @Test
    void t01_an_unmatched_callers_number_is_at_most_reached_and_the_note_says_that_it_identifies_nobody() {
        long ticket = CONNECTOR.ticketOfNobody();
        String number = CONNECTOR.newNumber();
        String id = CONNECTOR.open(
                Map.of("ticketId", ticket, "method", "sms", "to", number, "reason", "new phone, says the caller"));

        var decided = CONNECTOR.enter(id, CONNECTOR.codeBySms(number, 1));

        assertThat(decided.at("/outcome")).isEqualTo("REACHED");
        assertThat(decided.at("/assurance")).isEqualTo("A0");
        assertThat(decided.body().path("enough").asBoolean(true)).isFalse();
        assertThat(CONNECTOR.note(ticket))
                .contains("Reached (A0)", "does NOT identify anyone")
                .doesNotContain("Verified (")
                .doesNotContain(number);
    }

    @Test
    void t01_a_matched_persons_ticket_with_the_callers_own_number_is_at_most_reached() {
        var person = CONNECTOR.somebody();
        String foreign = CONNECTOR.newNumber();

        assertThat(ask("ticketId", person.ticket(), "method", "sms", "to", foreign)
                        .status())
                .isEqualTo(422);
        assertThat(ask("ticketId", person.ticket(), "method", "sms", "to", foreign, "reason", " \u200b ")
                        .status())
                .as("a reason that nobody can read is none")
                .isEqualTo(422);
        String id = CONNECTOR.open(
                Map.of("ticketId", person.ticket(), "method", "sms", "to", foreign, "reason", "lost phone"));
        var approved = Attack.decide(id, "approve");

        assertThat(approved.at("/outcome")).isEqualTo("REACHED");
        assertThat(approved.at("/assurance")).isEqualTo("A0");
        assertThat(CONNECTOR.note(person.ticket()))
                .contains("does NOT identify anyone")
                .doesNotContain("Verified (");
        assertThat(CONNECTOR.texts(person.number())).isEmpty();
    }

    @Test
    void t01_choosing_the_account_besides_does_not_make_the_callers_number_its_own() {
        var person = CONNECTOR.somebody();
        String foreign = CONNECTOR.newNumber();
        String id = CONNECTOR.open(Map.of(
                "ticketId",
                person.ticket(),
                "accountId",
                person.account(),
                "method",
                "sms",
                "to",
                foreign,
                "reason",
                "lost phone"));

        assertThat(CONNECTOR.enter(id, CONNECTOR.codeBySms(foreign, 1)).at("/outcome"))
                .isEqualTo("REACHED");
    }

    @Test
    void t01_the_same_person_given_their_own_number_in_another_spelling_is_still_proved() {
        var person = CONNECTOR.somebody();
        String local = "(%s) %s-%s"
                .formatted(
                        person.number().substring(2, 5),
                        person.number().substring(5, 8),
                        person.number().substring(8));
        String id = CONNECTOR.open(Map.of("ticketId", person.ticket(), "method", "sms", "to", local));

        assertThat(CONNECTOR.enter(id, CONNECTOR.codeBySms(person.number(), 1)).at("/outcome"))
                .isEqualTo("VERIFIED");
    }
}
