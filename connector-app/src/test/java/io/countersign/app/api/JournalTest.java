package io.countersign.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.verification.PostgresVerifications;
import io.countersign.trial.Connector;
import io.countersign.verification.Actor;
import io.countersign.verification.VerificationId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/** The journal as a program reads it, part by part. */
class JournalTest {
    private final Connector connector = Connector.running();
    private final JdbcClient database = connector.bean(JdbcClient.class);

    /** Reads to the end from where it stopped before, and remembers where that is. */
    private final class Reader {
        private String after = "";

        List<String> on(int limit) {
            var read = new ArrayList<String>();
            while (true) {
                var part = connector.get("/api/v1/events?limit=" + limit + "&after=" + after);
                assertThat(part.status()).isEqualTo(200);
                part.body()
                        .path("items")
                        .valueStream()
                        .forEach(line -> read.add(line.path("id").asString()));
                if (part.at("/next").isEmpty()) {
                    return read;
                }
                after = part.at("/next");
            }
        }
    }

    @Test
    void no_event_is_passed_over_that_is_committed_after_a_later_one() {
        var slow = new VerificationId(connector.open(connector.somebody(), "email"));
        var reader = new Reader();
        reader.on(200);
        var transactions = connector.bean(PlatformTransactionManager.class);
        var late = transactions.getTransaction(new DefaultTransactionDefinition());
        connector
                .bean(PostgresVerifications.class)
                .decide(
                        new Programs(connector).sandbox(),
                        slow,
                        (v, now) -> v.deny(new Actor.Automation("slow", null), now));
        String number = database.sql("select max(id)::text from event where verification = ?")
                .param(slow.value())
                .query(String.class)
                .single();
        var before = new ArrayList<String>();
        elsewhere(() -> {
            connector.open(connector.somebody(), "email");
            before.addAll(reader.on(2));
        });
        transactions.commit(late);
        var after = reader.on(2);

        assertThat(before).doesNotContain(number).doesNotHaveDuplicates();
        assertThat(after).contains(number);
    }

    /** Apart from this thread's transaction. */
    private static void elsewhere(Runnable work) {
        var thread = Thread.ofVirtual().unstarted(work);
        var failure = new ArrayList<Throwable>();
        thread.setUncaughtExceptionHandler((where, what) -> failure.add(what));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(failure).isEmpty();
    }
}
