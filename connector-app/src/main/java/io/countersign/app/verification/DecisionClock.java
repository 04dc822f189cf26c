package io.countersign.app.verification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The one clock by which decisions are taken. In production the database's own, read in the transaction that holds the lock, so all replicas agree. */
public interface DecisionClock {
    /** What time it is for decisions when the database has this time, to the microsecond, as finely as it is stored. */
    Instant at(Instant ofDatabase);

    default Instant now(JdbcClient database) {
        return database.sql("select clock_timestamp()")
                .query((row, number) -> at(row, 1))
                .single();
    }

    /** For a statement that reads {@code clock_timestamp()} beside something else. */
    default Instant at(ResultSet row, int column) throws SQLException {
        return at(row.getObject(column, OffsetDateTime.class).toInstant());
    }

    static DecisionClock ofDatabase() {
        return ofDatabase -> ofDatabase;
    }
}
