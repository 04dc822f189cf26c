package io.countersign.app.doctor;

import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Owed work is taken up within a second; where it is not, no connector works or all are busy. */
final class WorkerCheck implements Check {
    private static final Duration TOLERATED = Duration.ofSeconds(30);

    private final JdbcClient database;

    WorkerCheck(JdbcClient database) {
        this.database = database;
    }

    @Override
    public String what() {
        return "workers";
    }

    @Override
    public List<Finding> look() {
        long seconds = database.sql("""
                        select coalesce(extract(epoch from clock_timestamp() - min(execution_time)), 0)::bigint
                        from scheduled_tasks where not picked and execution_time > 'epoch'
                        """).query((row, number) -> row.getLong(1)).single();
        long parked = database.sql("select count(*) from note where state = 'PARKED'")
                .query((row, number) -> row.getLong(1))
                .single();
        if (seconds > TOLERATED.toSeconds()) {
            return List.of(new Missing(
                    what(), "work is due since " + seconds + " s and nobody takes it up; is a connector running?"));
        }
        return List.of(
                parked == 0
                        ? new Good(what(), "nothing waits")
                        : new Missing(
                                what(),
                                parked + " notes are parked: GET /api/v1/work says which, and what refused them"));
    }
}
