package io.countersign.app.verification;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The one clock by which decisions are taken. In production the database's own, read in the transaction that holds the lock, so all replicas agree. */
public interface DecisionClock {
    /** To the microsecond, as finely as it is stored. */
    Instant now(JdbcClient database);

    static DecisionClock ofDatabase() {
        return database -> database.sql("select clock_timestamp()")
                .query((row, number) ->
                        row.getObject(1, java.time.OffsetDateTime.class).toInstant())
                .single();
    }
}
