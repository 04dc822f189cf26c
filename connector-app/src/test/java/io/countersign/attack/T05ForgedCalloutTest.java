package io.countersign.attack;

import static io.countersign.attack.Attack.database;
import static io.countersign.trial.Connector.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.trial.Connector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Autotask's callouts that are forged (T05), or genuine and doubled (T06). */
class T05ForgedCalloutTest {
    private static final Connector CONNECTOR = Connector.running(Psa.Kind.AUTOTASK);

    @Test
    void t05_a_forged_callout_with_a_real_ticket_is_refused_and_causes_nothing() {
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(person, "email");
        awaitRead(person.ticket());
        long kept = kept(person.ticket());

        var statuses = deliver(
                Map.of("type", "ticket", "id", person.ticket(), "action", "update", "forged", true, "times", 20));

        assertThat(statuses).hasSize(20).containsOnly(401);
        assertThat(kept(person.ticket())).isEqualTo(kept);
        assertThat(CONNECTOR.verification(id).at("/state")).isEqualTo("open");
    }

    @Test
    void t05_word_that_the_webhook_is_off_is_never_believed_signed_or_not() {
        var person = CONNECTOR.somebody();
        awaitRead(person.ticket());
        long kept = kept(person.ticket());

        for (boolean forged : List.of(true, false)) {
            assertThat(deliver(
                            Map.of("type", "ticket", "id", person.ticket(), "action", "deactivated", "forged", forged)))
                    .containsOnly(401);
        }

        assertThat(kept(person.ticket())).isEqualTo(kept);
        // what is signed is believed as before
        assertThat(deliver(Map.of("type", "ticket", "id", person.ticket(), "action", "update")))
                .containsOnly(202);
        eventually(() -> Optional.of(kept(person.ticket())).filter(now -> now == kept + 1));
    }

    @Test
    void t06_a_doubled_callout_is_kept_once_and_what_it_says_of_the_record_is_not_believed() {
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(person, "email");
        awaitRead(person.ticket());
        long kept = kept(person.ticket());

        assertThat(deliver(Map.of("type", "ticket", "id", person.ticket(), "action", "delete", "times", 3)))
                .containsOnly(202);

        eventually(() -> Optional.of(kept(person.ticket())).filter(now -> now == kept + 1));
        awaitRead(person.ticket());
        assertThat(CONNECTOR.verification(id).at("/state")).isEqualTo("open");
    }

    @Test
    void t06_a_stale_callout_reopens_nothing() {
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(person, "sms");
        String code = CONNECTOR.codeBySms(person.number(), 1);

        CONNECTOR.sandbox("PATCH", "/autotask/tickets/" + person.ticket(), Map.of("closed", true));
        assertThat(CONNECTOR.outcome(id)).isEqualTo("CANCELLED");
        CONNECTOR.sandbox("PATCH", "/autotask/tickets/" + person.ticket(), Map.of("closed", false));
        assertThat(deliver(Map.of("type", "ticket", "id", person.ticket(), "action", "create", "times", 2)))
                .containsOnly(202);
        awaitRead(person.ticket());

        assertThat(CONNECTOR.enter(id, code).status()).isEqualTo(409);
        assertThat(CONNECTOR.verification(id).at("/outcome")).isEqualTo("CANCELLED");
    }

    @Test
    void t05_a_hook_of_the_other_psa_is_not_found_here() {
        String hook = database()
                .sql("select hook from hook where installation = ?")
                .param(Connector.running().installation().value())
                .query(String.class)
                .single();

        assertThat(CONNECTOR
                        .call("POST", "/webhooks/autotask/" + hook, "{}", Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(CONNECTOR
                        .call("POST", "/webhooks/elsewhere/" + hook, "{}", Map.of())
                        .status())
                .isEqualTo(404);
    }

    private static List<Integer> deliver(Map<String, ?> wish) {
        return CONNECTOR
                .sandbox("POST", "/autotask/deliver", wish)
                .body()
                .path("statuses")
                .valueStream()
                .map(status -> status.asInt())
                .toList();
    }

    private static long kept(long ticket) {
        return database()
                .sql("select count(*) from webhook where installation = ? and number = ?")
                .params(CONNECTOR.installation().value(), ticket)
                .query(Long.class)
                .single();
    }

    private static void awaitRead(long ticket) {
        eventually(() -> Optional.of(database()
                        .sql(
                                "select count(*) filter (where read_at is null) = 0 and count(*) > 0 from webhook where installation = ? and number = ?")
                        .params(CONNECTOR.installation().value(), ticket)
                        .query(Boolean.class)
                        .single())
                .filter(read -> read));
    }
}
