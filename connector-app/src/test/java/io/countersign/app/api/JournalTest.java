package io.countersign.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
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
        String first = connector.open(connector.somebody(), "email");
        var transactions = connector.bean(PlatformTransactionManager.class);
        var late = transactions.getTransaction(new DefaultTransactionDefinition());
        String number = database.sql("""
                insert into event (verification, number, installation, type, at, stored, hash)
                select verification, 1000, installation, 'CodeSent', at, stored, hash from event where verification = ? and number = 0
                returning id::text
                """).param(first).query(String.class).single();
        var before = new ArrayList<String>();
        var after = new ArrayList<String>();
        try {
            var reader = new Reader();
            reader.on(200);
            elsewhere(() -> {
                connector.open(connector.somebody(), "email");
                before.addAll(reader.on(2));
            });
            transactions.commit(late);
            after.addAll(reader.on(2));
        } finally {
            database.sql("delete from event where id = ?")
                    .param(Long.parseLong(number))
                    .update();
        }

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
