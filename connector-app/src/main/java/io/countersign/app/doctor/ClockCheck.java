package io.countersign.app.doctor;

import io.countersign.app.verification.DecisionClock;
import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deadlines are the database's; tokens and dates of mails are this machine's. */
final class ClockCheck implements Check {
    static final Duration TOLERATED = Duration.ofSeconds(5);

    private final JdbcClient database;
    private final InstantSource machine;

    ClockCheck(JdbcClient database, InstantSource machine) {
        this.database = database;
        this.machine = machine;
    }

    @Override
    public String what() {
        return "clock";
    }

    @Override
    public List<Finding> look() {
        Duration apart = Duration.between(
                        machine.instant(), DecisionClock.ofDatabase().now(database))
                .abs();
        return List.of(
                apart.compareTo(TOLERATED) > 0
                        ? new Missing(
                                what(),
                                "the database's and this machine's are " + apart.toSeconds()
                                        + " s apart; let both follow a time server")
                        : new Good(what(), "the database's and this machine's agree"));
    }
}
