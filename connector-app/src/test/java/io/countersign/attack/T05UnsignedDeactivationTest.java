package io.countersign.attack;

import static io.countersign.attack.Attack.database;
import static io.countersign.trial.Connector.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.trial.Connector;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Anybody who knows the address can send word that a webhook is off. It brings one look forward, and no more than one a minute. */
class T05UnsignedDeactivationTest {
    private static final Connector CONNECTOR = Connector.running(Psa.Kind.AUTOTASK);

    @Test
    void t05_an_unsigned_deactivation_causes_one_look_a_minute_at_most() {
        CONNECTOR.pass(Duration.ofMinutes(2));
        // at least this one is taken
        deactivated();
        Instant first = eventually(
                () -> looked().filter(at -> at.isAfter(CONNECTOR.now().minus(Duration.ofMinutes(1)))));
        CONNECTOR.sandbox("DELETE", "/counts", null);

        for (int i = 0; i < 10; i++) {
            deactivated();
        }
        assertThat(looked()).contains(first);

        CONNECTOR.pass(Duration.ofMinutes(1));
        Instant second = eventually(() -> {
            deactivated();
            return looked().filter(at -> at.isAfter(first));
        });
        for (int i = 0; i < 10; i++) {
            deactivated();
        }
        assertThat(looked()).contains(second);
        assertThat(CONNECTOR
                        .sandbox("GET", "/counts", null)
                        .body()
                        .path("autotask POST ticketwebhooks/query")
                        .asInt(0))
                .isBetween(1, 2);
    }

    private static void deactivated() {
        CONNECTOR.sandbox(
                "POST", "/autotask/deliver", Map.of("type", "ticket", "id", 1, "action", "deactivated", "times", 3));
    }

    private static Optional<Instant> looked() {
        return database()
                .sql("select looked_at from watched where installation = ?")
                .param(CONNECTOR.installation().value())
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .optional();
    }
}
