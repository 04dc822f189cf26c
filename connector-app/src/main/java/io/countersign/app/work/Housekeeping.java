package io.countersign.app.work;

import io.countersign.app.console.ConsoleSessions;
import io.countersign.app.installation.Installations;
import io.countersign.app.pod.PodSessions;
import io.countersign.app.signin.SignIns;
import io.countersign.app.staff.Staff;
import io.countersign.connectwise.CallbackKeys;
import io.countersign.ticket.InstallationId;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Forgets what has served its time, and remembers by which keys callbacks are signed. Nothing waits for it. */
public final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final JdbcClient database;
    private final Installations installations;
    private final CallbackKeys callbackKeys;
    private final PodSessions sessions;
    private final ConsoleSessions consoles;
    private final SignIns signIns;
    private final Staff staff;

    Housekeeping(
            JdbcClient database,
            Installations installations,
            CallbackKeys callbackKeys,
            PodSessions sessions,
            ConsoleSessions consoles,
            SignIns signIns,
            Staff staff) {
        this.database = database;
        this.installations = installations;
        this.callbackKeys = callbackKeys;
        this.sessions = sessions;
        this.consoles = consoles;
        this.signIns = signIns;
        this.staff = staff;
    }

    /** At start, aside: the keys that callbacks will need. */
    void prefetchKeys() {
        try {
            database.sql("select installation, address from callback_key")
                    .query((row, number) ->
                            callbackKeys.prefetch(new InstallationId(row.getString(1)), URI.create(row.getString(2))))
                    .list();
        } catch (DataAccessException e) {
            LOG.warn(
                    "the keys of callbacks are fetched when the first one comes: {}",
                    e.getClass().getSimpleName());
        }
    }

    /** Forgets what nothing is decided by any more. */
    public void tidy() {
        for (InstallationId installation : installations.all()) {
            callbackKeys
                    .lastProved(installation)
                    .ifPresent(address -> database.sql("""
                            insert into callback_key (installation, address) values (?, ?)
                            on conflict (installation) do update set address = excluded.address where callback_key.address <> excluded.address
                            """)
                            .params(installation.value(), address.toString())
                            .update());
        }
        sessions.sweep();
        consoles.sweep();
        signIns.sweep();
        staff.sweep();
        // the longest window of a limit is a day
        database.sql("delete from tally where at < clock_timestamp() - interval '25 hours'")
                .update();
        database.sql("delete from idempotency where at < clock_timestamp() - interval '7 days'")
                .update();
        database.sql("delete from alarm where at < clock_timestamp() - interval '30 days'")
                .update();
        // who changed a contact is asked for as long as a number of it waits for somebody else
        database.sql("""
                delete from webhook where read_at < clock_timestamp() - interval '7 days'
                    and not (subject = 'CONTACT' and by <> '' and read_at > clock_timestamp() - interval '400 days')
                """).update();
    }
}
