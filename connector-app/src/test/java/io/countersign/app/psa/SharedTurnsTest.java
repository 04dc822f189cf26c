package io.countersign.app.psa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.trial.Connector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two replicas before one vendor. */
class SharedTurnsTest {
    private static final InstallationId HOME = new InstallationId("turns-turns-turns-turn");
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final JdbcClient database = Connector.running().bean(JdbcClient.class);
    private final SharedTurns here = new SharedTurns(database, 2);
    private final SharedTurns there = new SharedTurns(database, 2);

    @Test
    void twenty_at_two_replicas_are_all_served_and_never_more_than_two_at_once() throws Exception {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var work = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            var replica = i % 2 == 0 ? here : there;
            work.add(() -> replica.inTurn(HOME, "tickets", PATIENT, () -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                // as long as a short answer of the vendor takes, so that calls overlap
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofMillis(20).toNanos());
                now.decrementAndGet();
                return number;
            }));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void another_entity_and_another_installation_wait_for_nobody() throws Exception {
        var held = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var inside = new CountDownLatch(2);
            for (var replica : new SharedTurns[] {here, there}) {
                threads.execute(() -> replica.inTurn(HOME, "contacts", PATIENT, () -> {
                    inside.countDown();
                    return await(held);
                }));
            }
            assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> here.inTurn(HOME, "contacts", Duration.ofMillis(50), () -> 1))
                    .isInstanceOf(Busy.class);
            assertThat(here.inTurn(HOME, "resources", Duration.ofSeconds(1), () -> 1))
                    .isEqualTo(1);
            assertThat(here.inTurn(
                            new InstallationId("other-other-other-othe"), "contacts", Duration.ofSeconds(1), () -> 1))
                    .isEqualTo(1);
            held.countDown();
        }
    }

    @Test
    void a_turn_that_a_dead_replica_held_ends_by_itself() throws Exception {
        var dead = new SharedTurns(database, 1);
        var alive = new SharedTurns(database, 1);
        var never = new CountDownLatch(1);
        var inside = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> dead.inTurn(HOME, "notes", PATIENT, () -> {
                inside.countDown();
                return await(never);
            }));
            assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> alive.inTurn(HOME, "notes", Duration.ofMillis(50), () -> 1))
                    .isInstanceOf(Busy.class);
            assertThat(database.sql(
                                    "select extract(epoch from taken_until - clock_timestamp()) from turn where entity = 'notes' and installation = ?")
                            .param(HOME.value())
                            .query(Double.class)
                            .single())
                    .isBetween(20.0, 30.0);
            // half a minute later
            database.sql("update turn set taken_until = clock_timestamp() where entity = 'notes' and installation = ?")
                    .param(HOME.value())
                    .update();
            assertThat(alive.inTurn(HOME, "notes", Duration.ofSeconds(5), () -> 1))
                    .isEqualTo(1);
            never.countDown();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
