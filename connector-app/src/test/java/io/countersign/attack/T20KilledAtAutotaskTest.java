package io.countersign.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.trial.Connector;
import io.countersign.trial.ConnectorApart;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Killed while Autotask writes the note: what it wrote is found by its marker, because no note can be deleted there. */
class T20KilledAtAutotaskTest {
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final ConnectorApart APART = ConnectorApart.begin(Psa.Kind.AUTOTASK);
    private static final Connector CONNECTOR = APART.connector();

    @BeforeAll
    static void begin() {
        APART.start();
    }

    @AfterAll
    static void end() {
        APART.close();
    }

    @Test
    void t20_killed_while_the_note_is_on_its_way_there_is_one_note() {
        fault(Map.of("mode", "slow", "match", "POST notes", "delayMs", 120_000));
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(person, "sms");
        until(() -> !CONNECTOR.texts(person.number()).isEmpty());
        CONNECTOR.enter(id, Connector.code(CONNECTOR.texts(person.number()).getLast()));
        until(() -> CONNECTOR.notes(person.ticket()).size() == 1);

        APART.kill();
        fault(Map.of("mode", "ok"));
        APART.start();

        until(() -> CONNECTOR.verification(id).at("/note/state").equals("written"));
        assertThat(CONNECTOR.verification(id).at("/outcome")).isEqualTo("VERIFIED");
        assertThat(CONNECTOR.notes(person.ticket())).hasSize(1);
    }

    private static void fault(Map<String, ?> fault) {
        Attack.require(CONNECTOR.sandbox("PUT", "/faults/autotask", fault), 200);
    }

    private static void until(BooleanSupplier there) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen within " + PATIENCE);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
