package io.countersign.app.setup;

import io.countersign.app.verification.DecisionClock;
import io.countersign.ticket.InstallationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * "Send me a real one": waits until the running connector has kept an event that the PSA itself delivered and signed. What the connector found by asking does not
 * count, because that works without any webhook.
 */
public final class AwaitEvent {
    private final JdbcClient database;
    private final DecisionClock clock;
    private final Runnable pause;

    /** @param pause between two looks */
    AwaitEvent(JdbcClient database, DecisionClock clock, Runnable pause) {
        this.database = database;
        this.clock = clock;
        this.pause = pause;
    }

    /** How it ended. */
    public sealed interface Heard {
        /** The PSA told of this record, whose kind is in small letters. */
        record Genuine(String kind, long number) implements Heard {}

        /** It told of nothing so long. */
        record Silence(Duration waited) implements Heard {}
    }

    /** Waits for the first one from now on. */
    public Heard await(InstallationId installation, Duration limit) {
        long before = newest(installation);
        Instant end = clock.now(database).plus(limit);
        while (true) {
            var heard = after(installation, before);
            if (heard.isPresent()) {
                return heard.get();
            }
            if (!clock.now(database).isBefore(end)) {
                return new Heard.Silence(limit);
            }
            pause.run();
        }
    }

    private long newest(InstallationId installation) {
        return database.sql("select coalesce(max(id), 0) from webhook where installation = ?")
                .param(installation.value())
                .query((row, number) -> row.getLong(1))
                .single();
    }

    private Optional<Heard> after(InstallationId installation, long before) {
        return database.sql("""
                        select subject, number from webhook
                        where installation = ? and id > ? and message_id not like 'changed/%' order by id limit 1
                        """)
                .params(installation.value(), before)
                .query((row, number) ->
                        (Heard) new Heard.Genuine(row.getString(1).toLowerCase(Locale.ROOT), row.getLong(2)))
                .optional();
    }
}
