package io.countersign.app.webhook;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.psa.ChangedTickets;
import io.countersign.psa.ChangedTickets.Changed;
import io.countersign.psa.TicketWarmth;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.TicketEvents.Hint;
import io.countersign.ticket.TicketEvents.Subject;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Asks each PSA what changed since it was asked last, so that a webhook that was lost, or switched off, costs minutes and not a wrong decision. */
public final class Reconcile {
    private static final Logger LOG = LoggerFactory.getLogger(Reconcile.class);

    /** Longer than a ticket is kept warm: what began from a warm one is met once more. And the PSA's clock may be behind ours. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);
    /** A PSA tells its times in whole seconds: a change may be that much later than it says. */
    private static final Duration TIMES_ARE_WHOLE = Duration.ofSeconds(1);

    private static final Duration BETWEEN_ALARMS = Duration.ofMinutes(1);
    private static final int MOST = 500;

    private final JdbcClient database;
    private final Installations installations;
    private final Map<Psa.Kind, ChangedTickets> changes;
    private final Inbox inbox;
    private final TicketWarmth tickets;
    private final PostgresVerifications verifications;
    private final Ticker ticker;
    private final Map<InstallationId, Long> alarmed = new ConcurrentHashMap<>();
    private final Set<InstallationId> underWay = ConcurrentHashMap.newKeySet();

    Reconcile(
            JdbcClient database,
            Installations installations,
            Map<Psa.Kind, ChangedTickets> changes,
            Inbox inbox,
            TicketWarmth tickets,
            PostgresVerifications verifications,
            Ticker ticker) {
        this.database = database;
        this.installations = installations;
        this.changes = Map.copyOf(changes);
        this.inbox = inbox;
        this.tickets = tickets;
        this.verifications = verifications;
        this.ticker = ticker;
    }

    /** Every installation in turn. One whose PSA does not answer keeps the others from nothing. */
    public void run() {
        installations.all().forEach(this::run);
    }

    /** Sooner than planned, aside, once a minute at most: anybody may have caused it. */
    void soon(InstallationId installation) {
        long now = ticker.read();
        Long counted = alarmed.compute(
                installation, (id, last) -> last != null && now - last < BETWEEN_ALARMS.toNanos() ? last : (Long) now);
        if (counted == null || counted != now) {
            return;
        }
        Thread.ofVirtual().name("reconcile").start(() -> run(installation));
    }

    private void run(InstallationId installation) {
        if (!underWay.add(installation)) {
            return;
        }
        try {
            reconcile(installation);
        } catch (PsaFault fault) {
            LOG.warn(
                    "{}: the PSA cannot be asked what changed: {}",
                    installation.value(),
                    fault.getClass().getSimpleName());
        } catch (DataAccessException e) {
            LOG.warn("what changed cannot be kept: {}", e.getClass().getSimpleName());
        } catch (RuntimeException e) {
            LOG.error("{}: cannot be asked what changed: {}", installation.value(), e.toString());
        } finally {
            underWay.remove(installation);
        }
    }

    private void reconcile(InstallationId installation) {
        var psa = installations.get(installation).psa().kind();
        var asked = Optional.ofNullable(changes.get(psa)).orElseThrow();
        // nobody decides by it: it is compared with the PSA's own times
        Instant before = DecisionClock.ofDatabase().now(database);
        Instant upTo = upTo(installation).orElse(before);
        Instant from = upTo.minus(OVERLAP);
        while (true) {
            List<Changed> changed = asked.changedSince(installation, from, MOST);
            for (Changed one : changed) {
                if (!take(one, before)) {
                    // asked again from the same point
                    return;
                }
            }
            if (changed.size() < MOST) {
                reached(installation, before);
                return;
            }
            Instant last = changed.getLast().at();
            reached(installation, last);
            if (!last.isAfter(from)) {
                LOG.error("{}: more tickets changed within a second than can be asked for", installation.value());
                return;
            }
            from = last;
        }
    }

    private void reached(InstallationId installation, Instant upTo) {
        database.sql("""
                insert into reconciled (installation, up_to) values (?, ?)
                on conflict (installation) do update set up_to = greatest(reconciled.up_to, excluded.up_to)
                """).params(installation.value(), Timestamp.from(upTo)).update();
    }

    private Optional<Instant> upTo(InstallationId installation) {
        return database.sql("select up_to from reconciled where installation = ?")
                .param(installation.value())
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .optional();
    }

    /**
     * A ticket on which somebody is being verified is read again whatever was told of it: two clocks cannot say which came first. Of any other it is enough not to remember
     * what it was before. False when it cannot be kept now.
     */
    private boolean take(Changed one, Instant now) {
        // first, so that nothing begins from what was known before and is not seen here
        if (!readSince(one)) {
            tickets.forget(one.ticket());
        }
        return verifications.openOn(one.ticket()).isEmpty()
                || inbox.keep(one.ticket().installation(), hint(one, now));
    }

    private boolean readSince(Changed one) {
        return database.sql("""
                select exists (select 1 from webhook
                    where installation = ? and subject = 'TICKET' and number = ? and not ours and read_at >= ?)
                """)
                .params(
                        one.ticket().installation().value(),
                        one.ticket().number(),
                        Timestamp.from(one.at().plus(TIMES_ARE_WHOLE)))
                .query(Boolean.class)
                .single();
    }

    /** Known again by the change itself: asked for twice, it is kept once. But what is that young may change again within the same second. */
    private static Hint hint(Changed one, Instant now) {
        boolean young = one.at().isAfter(now.minus(TIMES_ARE_WHOLE).minus(TIMES_ARE_WHOLE));
        return new Hint(
                "changed/" + one.ticket().number() + "/" + one.at() + (young ? "/" + now : ""),
                Subject.TICKET,
                one.ticket().number(),
                false);
    }
}
