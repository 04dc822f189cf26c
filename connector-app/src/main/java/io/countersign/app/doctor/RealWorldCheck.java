package io.countersign.app.doctor;

import io.countersign.app.CountersignProperties;
import io.countersign.app.channel.OutsideOrigins;
import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the sandbox proves is nothing: none of it may be where people are verified. */
final class RealWorldCheck implements Check {
    private static final String ITS_CLASS = "io.countersign.sandbox.Sandbox";

    private final CountersignProperties properties;
    private final OutsideOrigins outside;
    private final JdbcClient database;

    RealWorldCheck(CountersignProperties properties, OutsideOrigins outside, JdbcClient database) {
        this.properties = properties;
        this.outside = outside;
        this.database = database;
    }

    @Override
    public String what() {
        return "sandbox";
    }

    @Override
    public List<Finding> look() {
        boolean seeded = database.sql("select exists (select 1 from installation where trial)")
                .query((row, number) -> row.getBoolean(1))
                .single();
        boolean present = properties.trial() || !outside.extra().isEmpty() || seeded || onClassPath();
        return List.of(
                present
                        ? new Missing(what(), "this is the trial, or has parts of it: nobody may be verified here")
                        : new Good(what(), "absent"));
    }

    private static boolean onClassPath() {
        try {
            Class.forName(ITS_CLASS, false, RealWorldCheck.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
