package io.countersign.app.doctor;

import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accepted means on disk: what a database does not write at once is lost with the power. */
final class DatabaseCheck implements Check {
    private static final int OLDEST = 150_000;

    private final JdbcClient database;

    DatabaseCheck(JdbcClient database) {
        this.database = database;
    }

    @Override
    public String what() {
        return "database";
    }

    @Override
    public List<Finding> look() {
        var wrong = new ArrayList<String>();
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            String value = shown(setting);
            if (value.equals("off")) {
                wrong.add(setting + " is off, and wants to be on");
            }
        }
        int version = Integer.parseInt(shown("server_version_num"));
        if (version < OLDEST) {
            wrong.add("PostgreSQL " + version / 10_000 + " is older than 15");
        }
        return List.of(
                wrong.isEmpty()
                        ? new Good(what(), "PostgreSQL " + version / 10_000 + ", what is committed is on disk")
                        : new Missing(what(), String.join("; ", wrong)));
    }

    private String shown(String setting) {
        return database.sql("select current_setting(?)")
                .param(setting)
                .query((row, number) -> row.getString(1))
                .single();
    }
}
