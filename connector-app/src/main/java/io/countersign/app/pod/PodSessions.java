package io.countersign.app.pod;

import io.countersign.app.secrets.Keys;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who has a pod open: a technician, proved by the PSA or by the MSP's identity provider, for one ticket. The bearer lives in the page's memory only; we keep its hash. Ends after 30 minutes without use
 * and after ten hours at the latest.
 */
public final class PodSessions {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofHours(10);

    private final JdbcClient database;
    private final Keys keys;

    public PodSessions(JdbcClient database, Keys keys) {
        this.database = database;
        this.keys = keys;
    }

    /**
     * A technician at one ticket.
     *
     * @param staff who signed in at the identity provider; empty where the PSA's own page proved them, for this ticket alone
     */
    public record Session(TicketRef ticket, Technician technician, Optional<String> staff) {
        public InstallationId installation() {
            return ticket.installation();
        }
    }

    /** The bearer of a new session, and when it ends at the latest. */
    public record Begun(String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "Begun[••••••]";
        }
    }

    /** Of a technician whom the PSA's page proved. */
    public Begun begin(TicketRef ticket, Technician technician) {
        return begin(ticket, technician, null);
    }

    /** Of a technician who signed in; ends with their admission. */
    public Begun begin(TicketRef ticket, Technician technician, @Nullable String staff) {
        String token = keys.newToken();
        Instant begun = database.sql("""
                insert into pod_session (hash, installation, ticket, identifier, name, email, in_events, staff, begun_at, used_at)
                values (:hash, :installation, :ticket, :identifier, :name, :email, :events, :staff, clock_timestamp(), clock_timestamp()) returning begun_at
                """)
                .param("hash", Keys.tokenHash(token))
                .param("installation", ticket.installation().value())
                .param("ticket", ticket.number())
                .param("identifier", technician.identifier())
                .param("name", technician.name())
                .param("email", technician.email())
                .param("events", technician.inEvents())
                .param("staff", staff)
                .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .single();
        return new Begun(token, begun.plus(LONGEST));
    }

    /**
     * The same technician at another ticket, for as long as the session goes that they have. Both go on: what was pressed for the one ticket must not reach the other.
     * Empty for whom the PSA's page proved, for one ticket alone.
     */
    public Optional<Begun> moveTo(String bearer, TicketRef ticket) {
        String token = keys.newToken();
        return database.sql("""
                insert into pod_session (hash, installation, ticket, identifier, name, email, in_events, staff, begun_at, used_at)
                select :hash, installation, :ticket, identifier, name, email, in_events, staff, begun_at, clock_timestamp()
                from pod_session where hash = :bearer and installation = :installation and staff is not null and in_events is not null
                returning begun_at
                """)
                .param("hash", Keys.tokenHash(token))
                .param("bearer", Keys.tokenHash(bearer))
                .param("installation", ticket.installation().value())
                .param("ticket", ticket.number())
                .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional()
                .map(begun -> new Begun(token, begun.plus(LONGEST)));
    }

    /** The session whose bearer this is; empty when there is none or it has ended. Using it keeps it alive. */
    public Optional<Session> session(String token) {
        if (token.isEmpty() || token.length() > 200) {
            return Optional.empty();
        }
        return database.sql("""
                update pod_session set used_at = clock_timestamp()
                where hash = :hash and used_at > clock_timestamp() - make_interval(secs => :idle)
                    and begun_at > clock_timestamp() - make_interval(secs => :longest)
                    and (staff is null or exists (select 1 from staff s where s.id = staff and s.roles && '{technician,supervisor}'))
                returning installation, ticket, identifier, name, email, in_events, staff
                """)
                .param("hash", Keys.tokenHash(token))
                .param("idle", IDLE.toSeconds())
                .param("longest", LONGEST.toSeconds())
                .query((row, number) -> {
                    var installation = new InstallationId(row.getString(1));
                    return new Session(
                            new TicketRef(installation, row.getLong(2)),
                            new Technician(
                                    installation,
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5),
                                    row.getString(6)),
                            Optional.ofNullable(row.getString(7)));
                })
                .optional();
    }

    /** Forgets sessions that ended, by the same clock by which they end. */
    public void sweep() {
        database.sql("""
                delete from pod_session
                where used_at < clock_timestamp() - make_interval(secs => ?) or begun_at < clock_timestamp() - make_interval(secs => ?)
                """).params(IDLE.toSeconds(), LONGEST.toSeconds()).update();
    }
}
