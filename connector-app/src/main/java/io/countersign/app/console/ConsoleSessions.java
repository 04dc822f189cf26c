package io.countersign.app.console;

import io.countersign.app.secrets.Keys;
import io.countersign.app.staff.Staff;
import io.countersign.app.staff.StaffMember;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who has the console open. The bearer lives in the page's memory only; we keep its hash. Ends after 30 minutes without use, after ten hours at the latest, and with the
 * person's admission; what they may do is read anew each time.
 */
public final class ConsoleSessions {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofHours(10);
    private static final Duration FRESH = Duration.ofMinutes(15);

    private final JdbcClient database;
    private final Keys keys;
    private final Staff staff;

    public ConsoleSessions(JdbcClient database, Keys keys, Staff staff) {
        this.database = database;
        this.keys = keys;
        this.staff = staff;
    }

    /**
     * Somebody at the console.
     *
     * @param fresh whether they signed in within the last quarter of an hour; without that they only look
     */
    public record Session(StaffMember member, boolean fresh) {}

    /** A new bearer for somebody who has just signed in. */
    public String begin(String member) {
        String token = keys.newToken();
        database.sql("insert into console_session (hash, staff) values (?, ?)")
                .params(Keys.tokenHash(token), member)
                .update();
        return token;
    }

    /** Whose bearer this is. Using it keeps it alive. */
    public Optional<Session> session(String token) {
        if (token.isEmpty() || token.length() > 200) {
            return Optional.empty();
        }
        record Used(String staff, boolean fresh) {}
        return database.sql("""
                update console_session set used_at = clock_timestamp()
                where hash = :hash and used_at > clock_timestamp() - make_interval(secs => :idle)
                    and begun_at > clock_timestamp() - make_interval(secs => :longest)
                returning staff, begun_at > clock_timestamp() - make_interval(secs => :fresh)
                """)
                .param("hash", Keys.tokenHash(token))
                .param("idle", IDLE.toSeconds())
                .param("longest", LONGEST.toSeconds())
                .param("fresh", FRESH.toSeconds())
                .query((row, number) -> new Used(row.getString(1), row.getBoolean(2)))
                .optional()
                .flatMap(used -> staff.find(used.staff())
                        .filter(StaffMember::admitted)
                        .map(member -> new Session(member, used.fresh())));
    }

    /** Forgets sessions that ended. */
    public void sweep() {
        database.sql("""
                delete from console_session
                where used_at < clock_timestamp() - make_interval(secs => ?) or begun_at < clock_timestamp() - make_interval(secs => ?)
                """).params(IDLE.toSeconds(), LONGEST.toSeconds()).update();
    }
}
