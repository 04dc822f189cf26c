package io.countersign.app.webhook;

import io.countersign.account.MatchContact;
import io.countersign.app.live.Changes;
import io.countersign.app.people.KeepPeople;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.app.webhook.Inbox.Kept;
import io.countersign.psa.TicketWarmth;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketEvents.Subject;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Actor;
import io.countersign.verification.VerificationEvent.Cancelled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Acts on kept webhooks. A webhook only says where to look: the ticket is read again from the PSA, and what it says now decides. Several webhooks for one ticket
 * are one look. What could not be read stays unread and is looked at again every few seconds, on whichever replica.
 */
public final class ReadHints implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ReadHints.class);
    private static final int MOST_AT_ONCE = 4;
    private static final Duration LEFT_BEHIND = Duration.ofSeconds(5);

    private final JdbcClient database;
    private final TicketWarmth tickets;
    private final MatchContact matching;
    private final PostgresVerifications verifications;
    private final Changes changes;
    private final KeepPeople people;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final Set<TicketRef> underWay = ConcurrentHashMap.newKeySet();
    private final Semaphore placeOfContacts = new Semaphore(1);
    private final Set<ContactRef> contactsUnderWay = ConcurrentHashMap.newKeySet();
    private ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean running;

    ReadHints(
            JdbcClient database,
            TicketWarmth tickets,
            MatchContact matching,
            PostgresVerifications verifications,
            Changes changes,
            KeepPeople people) {
        this.database = database;
        this.tickets = tickets;
        this.matching = matching;
        this.verifications = verifications;
        this.changes = changes;
        this.people = people;
    }

    /** Takes over what was just kept. */
    void read(List<Kept> kept) {
        for (Kept webhook : kept) {
            if (webhook.ours()) {
                continue;
            }
            switch (webhook.subject()) {
                case TICKET -> look(new TicketRef(webhook.installation(), webhook.number()));
                case CONTACT -> look(new ContactRef(webhook.installation(), webhook.number()));
                case OTHER -> {}
            }
        }
    }

    private void look(ContactRef contact) {
        tickets.forget(contact);
        if (contactsUnderWay.add(contact)) {
            try {
                threads.execute(() -> readAgain(contact));
            } catch (RejectedExecutionException stopping) {
                contactsUnderWay.remove(contact);
            }
        }
    }

    /** One after the other, so that many changed contacts keep no ticket waiting. */
    private void readAgain(ContactRef contact) {
        try {
            placeOfContacts.acquire();
            try {
                contactsUnderWay.remove(contact);
                long upTo = newest();
                people.read(contact);
                done(contact.installation(), Subject.CONTACT, contact.number(), upTo);
            } finally {
                placeOfContacts.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PsaFault | DataAccessException e) {
            LOG.warn(
                    "a contact that changed cannot be read now, and is read again later: {}",
                    e.getClass().getSimpleName());
        } catch (RuntimeException e) {
            LOG.error("a contact that changed cannot be kept: {}", e.getClass().getSimpleName());
        }
    }

    private void look(TicketRef ticket) {
        // at once, so that nothing begins from what was known before
        tickets.forget(ticket);
        if (underWay.add(ticket)) {
            try {
                threads.execute(() -> readAgain(ticket));
            } catch (RejectedExecutionException stopping) {
                underWay.remove(ticket);
            }
        }
    }

    private void readAgain(TicketRef ref) {
        try {
            places.acquire();
            try {
                // before the read: a change that comes from here on is looked at once more
                underWay.remove(ref);
                long upTo = newest();
                Optional<Ticket> ticket =
                        verifications.openOn(ref).isEmpty() ? tickets.warm(ref) : tickets.warmNow(ref);
                ticket.ifPresent(matching::match);
                cancelWhatNoLongerFits(ref, ticket);
                done(ref.installation(), Subject.TICKET, ref.number(), upTo);
                changes.tell(database, ref.installation(), ref.number());
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PsaFault | DataAccessException e) {
            LOG.warn(
                    "a ticket that changed cannot be read now, and is read again later: {}",
                    e.getClass().getSimpleName());
        }
    }

    private void cancelWhatNoLongerFits(TicketRef ref, Optional<Ticket> ticket) {
        for (var open : verifications.openOn(ref)) {
            verifications.decide(ref.installation(), open, (v, now) -> {
                boolean closed = ticket.map(Ticket::closed).orElse(true);
                if (closed) {
                    return v.cancel(new Actor.Connector(), Cancelled.Cancellation.TICKET_CLOSED, now);
                }
                var contact = ticket.map(Ticket::contact).map(there -> there.ref());
                boolean same = contact.equals(Optional.ofNullable(v.request().contact()));
                return same
                        ? new io.countersign.verification.Decision.Unchanged()
                        : v.cancel(new Actor.Connector(), Cancelled.Cancellation.CONTACT_CHANGED, now);
            });
        }
    }

    private long newest() {
        return database.sql("select coalesce(max(id), 0) from webhook")
                .query(Long.class)
                .single();
    }

    private void done(InstallationId installation, Subject subject, long number, long upTo) {
        database.sql("""
                update webhook set read_at = clock_timestamp()
                where installation = ? and subject = ? and number = ? and read_at is null and id <= ?
                """)
                .params(installation.value(), subject.name(), number, upTo)
                .update();
    }

    /** What a crash, a PSA that was down or another replica's end left unread. */
    private void lookForWhatWasLeft() {
        while (running) {
            try {
                Thread.sleep(LEFT_BEHIND);
                var left = database.sql("""
                        select installation, subject, number from (
                            select installation, subject, number, row_number() over (partition by installation order by min(id)) as place
                            from webhook where read_at is null and received_at < clock_timestamp() - make_interval(secs => ?)
                            group by installation, subject, number) as waiting
                        where place <= 20
                        """)
                        .param(LEFT_BEHIND.toSeconds())
                        .query((row, number) -> new Kept(
                                0,
                                new InstallationId(row.getString(1)),
                                Subject.valueOf(row.getString(2)),
                                row.getLong(3),
                                false))
                        .list();
                read(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (DataAccessException e) {
                LOG.warn("cannot look for unread webhooks: {}", e.getClass().getSimpleName());
            }
        }
    }

    @Override
    public void start() {
        running = true;
        threads = Executors.newVirtualThreadPerTaskExecutor();
        threads.execute(this::lookForWhatWasLeft);
    }

    @Override
    public void stop() {
        running = false;
        threads.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
