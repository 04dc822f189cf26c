package io.countersign.attack;

import static io.countersign.attack.Attack.CONNECTOR;
import static io.countersign.attack.Attack.decide;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The code is relayed by phoning the victim, or the desk is asked to prove itself. */
class T02RelayTest {
    @Test
    void t02_an_inbound_text_names_who_asks_on_which_ticket_in_which_direction_and_for_what() {
        var person = CONNECTOR.somebody();
        CONNECTOR.open(Map.of("ticketId", person.ticket(), "method", "sms", "action", "mfa-reset"));
        CONNECTOR.codeBySms(person.number(), 1);

        assertThat(CONNECTOR.texts(person.number()).getFirst())
                .contains("Sandbox MSP", "ticket " + person.ticket(), "MFA reset", "call you made")
                .doesNotContain("is calling");
    }

    @Test
    void t02_an_outbound_text_names_who_calls_on_which_ticket() {
        var person = CONNECTOR.somebody();
        CONNECTOR.open(Map.of("ticketId", person.ticket(), "method", "sms", "direction", "outbound"));
        CONNECTOR.codeBySms(person.number(), 1);

        assertThat(CONNECTOR.texts(person.number()).getFirst())
                .contains("Sandbox MSP", Long.toString(person.ticket()), "is calling and tells YOU", "Hang up")
                .doesNotContain("call you made");
    }

    @Test
    void t02_an_outbound_code_can_neither_be_entered_nor_approved() {
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(Map.of("ticketId", person.ticket(), "method", "sms", "direction", "outbound"));
        String code = CONNECTOR.codeBySms(person.number(), 1);

        assertThat(CONNECTOR.enter(id, code).status()).isEqualTo(409);
        assertThat(decide(id, "approve").status()).isEqualTo(409);
        assertThat(CONNECTOR.verification(id).at("/state")).isEqualTo("open");

        CONNECTOR.pass(Duration.ofMinutes(5));
        assertThat(CONNECTOR.outcome(id)).isEqualTo("EXPIRED");
        assertThat(CONNECTOR.note(person.ticket())).contains("we proved ourselves", "NOT verified");
    }

    @Test
    void t02_switching_the_direction_cancels_what_is_open_says_so_and_leaves_the_old_code_useless() {
        var person = CONNECTOR.somebody();
        String inbound = CONNECTOR.open(person, "sms");
        String oldCode = CONNECTOR.codeBySms(person.number(), 1);
        CONNECTOR.pass(Duration.ofSeconds(16));
        String outbound = CONNECTOR.open(Map.of("ticketId", person.ticket(), "method", "sms", "direction", "outbound"));

        var before = CONNECTOR.verification(inbound);
        assertThat(before.at("/outcome")).isEqualTo("CANCELLED");
        assertThat(before.text()).contains("direction-switched");
        assertThat(CONNECTOR.enter(inbound, oldCode).status()).isEqualTo(409);
        assertThat(CONNECTOR.enter(outbound, oldCode).status()).isEqualTo(409);

        String outboundCode = CONNECTOR.codeBySms(person.number(), 2);
        CONNECTOR.pass(Duration.ofSeconds(61));
        String again = CONNECTOR.open(person, "sms");
        assertThat(CONNECTOR.verification(outbound).text()).contains("direction-switched");
        String newCode = CONNECTOR.codeBySms(person.number(), 3);
        assertThat(newCode).isNotEqualTo(outboundCode);
        assertThat(CONNECTOR.enter(again, outboundCode).at("/state"))
                .as("a code read out by the desk proves nothing about the caller")
                .isEqualTo("open");
        var notes = Connector.eventually(
                () -> Optional.of(CONNECTOR.notes(person.ticket())).filter(there -> there.size() == 2));
        assertThat(notes).allMatch(note -> note.path("text").asString("").contains("NOT verified: cancelled"));
    }
}
