package io.countersign.app.setup;

import io.countersign.setup.Registration;
import io.countersign.setup.Registration.Subject;
import io.countersign.ticket.InstallationId;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the product itself registered. It is remembered so that it is missed when it is gone; what is on is asked of the PSA. */
final class Remembered {
    private final JdbcClient database;

    Remembered(JdbcClient database) {
        this.database = database;
    }

    void add(InstallationId installation, Registration registration) {
        database.sql("""
                insert into registration (installation, subject, number, address) values (?, ?, ?, ?)
                on conflict (installation, subject) do update set number = excluded.number, address = excluded.address,
                    registered_at = clock_timestamp()
                """)
                .params(
                        installation.value(),
                        registration.subject().name(),
                        registration.number(),
                        registration.address())
                .update();
    }

    /** As on, because it was when it was registered. */
    List<Registration> of(InstallationId installation) {
        return database.sql("select subject, number, address from registration where installation = ? order by subject")
                .param(installation.value())
                .query((row, number) ->
                        new Registration(Subject.valueOf(row.getString(1)), row.getLong(2), row.getString(3), true))
                .list();
    }

    void forget(InstallationId installation, Subject subject) {
        database.sql("delete from registration where installation = ? and subject = ?")
                .params(installation.value(), subject.name())
                .update();
    }
}
