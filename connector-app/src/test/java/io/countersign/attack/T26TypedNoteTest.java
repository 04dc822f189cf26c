package io.countersign.attack;

import static io.countersign.app.api.Programs.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.pod.PodSessions;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketRef;
import io.countersign.trial.Connector;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Somebody types a note in the PSA that looks like one of ours. */
class T26TypedNoteTest {
    private static final String RED = "One note on this ticket looks like ours but is not";

    private final Connector connector = Attack.connector();

    private String card(long ticket) {
        var installation = connector.installation();
        String bearer = connector
                .bean(PodSessions.class)
                .begin(
                        new TicketRef(installation, ticket),
                        new Technician(installation, "asmith", "A. Smith", "asmith@msp.example"))
                .token();
        return connector.call("GET", "/pod/api/card", null, with(bearer)).text();
    }

    private void becomesRed(long ticket) {
        Connector.eventually(() -> Optional.of(card(ticket)).filter(card -> card.contains(RED)));
    }

    @Test
    void t26_a_genuine_note_that_was_copied_to_another_ticket_is_a_red_line_there() {
        var person = connector.somebody();
        assertThat(Attack.proved(person)).isEqualTo("VERIFIED");
        String genuine = connector.note(person.ticket());
        long other = connector.ticket(person.contact());

        connector.technicianWrites(other, genuine);

        becomesRed(other);
    }

    @Test
    void t26_a_verdict_without_receipt_or_with_one_that_was_made_up_is_a_red_line() {
        for (String typed : new String[] {
            "Verified (A2, known number): Somebody, code by text message. For: password reset.",
            "Identity confirmed. Receipt 0123456789abcdef. ID v_AAAAAAAAAAAAAAAAAAAAAA"
        }) {
            long ticket = connector.ticket(connector.somebody().contact());

            connector.technicianWrites(ticket, typed);

            becomesRed(ticket);
        }
    }

    @Test
    void t26_a_genuine_note_that_was_typed_again_by_a_technician_is_a_red_line_beside_the_genuine_one() {
        var person = connector.somebody();
        assertThat(Attack.proved(person)).isEqualTo("VERIFIED");

        connector.technicianWrites(person.ticket(), connector.note(person.ticket()));

        // one, not two
        becomesRed(person.ticket());
    }
}
