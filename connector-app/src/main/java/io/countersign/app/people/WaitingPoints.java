package io.countersign.app.people;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.Baseline.Doubt;
import io.countersign.account.ContactPoint;
import io.countersign.account.ContactPointId;
import io.countersign.account.MailAddress;
import io.countersign.account.Place;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.account.PostgresAccounts.ConfirmedPoint;
import io.countersign.app.account.PostgresAccounts.Waiting;
import io.countersign.app.staff.StaffMember;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketSystem;
import io.countersign.verification.Actor;
import io.countersign.verification.VerificationEvent.Cancelled.Cancellation;
import io.countersign.verification.VerificationId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Numbers and addresses that only a person at the MSP can settle: what the PSA said after the take-over, and what the take-over doubted. Somebody who could enter their
 * own number at the PSA and confirm it here would be whoever they say, so neither who made a change nor whose it is may confirm it.
 */
public final class WaitingPoints {
    private static final int PAGE = 25;
    private static final int SHOWN_OF_CONFIRMED = 20;

    /** A webhook may come well after the contact was read. */
    private static final Duration LATE = Duration.ofMinutes(15);

    /** A number may stand at a contact for some time before it is noticed: of somebody inactive, or of no customer. */
    private static final Duration BEFORE = Duration.ofDays(30);

    private final JdbcClient database;
    private final PostgresAccounts accounts;
    private final KeepAccounts keep;
    private final PostgresVerifications verifications;
    private final DecisionClock clock;
    private final TicketSystem psa;

    public WaitingPoints(
            JdbcClient database,
            PostgresAccounts accounts,
            KeepAccounts keep,
            PostgresVerifications verifications,
            DecisionClock clock,
            TicketSystem psa) {
        this.database = database;
        this.verifications = verifications;
        this.accounts = accounts;
        this.keep = keep;
        this.clock = clock;
        this.psa = psa;
    }

    /**
     * One that waits.
     *
     * @param doubts why the take-over did not settle it; empty for what came later
     * @param named whether the PSA named anybody who changed the contact about then
     */
    public record Line(Waiting waiting, Set<Doubt> doubts, boolean named) {
        public Line {
            doubts = Set.copyOf(doubts);
        }
    }

    /**
     * A page of the list.
     *
     * @param at what time it was
     * @param all how many wait, on all pages
     * @param next the last of this page, where more follow
     */
    public record Page(
            Instant at, List<Line> lines, int all, Optional<ContactPointId> next, List<ConfirmedPoint> confirmed) {
        public Page {
            lines = List.copyOf(lines);
            confirmed = List.copyOf(confirmed);
        }
    }

    public Page page(InstallationId installation, Optional<ContactPointId> after) {
        var now = clock.now(database);
        var waiting = accounts.waiting(installation, now, after, PAGE + 1);
        var shown = waiting.size() > PAGE ? waiting.subList(0, PAGE) : waiting;
        return new Page(
                now,
                shown.stream()
                        .map(one -> new Line(
                                one,
                                doubts(one),
                                !enteredBy(one.account(), one.point()).isEmpty()))
                        .toList(),
                accounts.waiting(installation, now),
                waiting.size() > PAGE ? Optional.of(shown.getLast().point().id()) : Optional.empty(),
                accounts.confirmed(installation, SHOWN_OF_CONFIRMED));
    }

    private Set<Doubt> doubts(Waiting one) {
        if (one.former().isPresent() || one.point().replaces() != null) {
            // it came later, and the doubts were about another one
            return Set.of();
        }
        return new TreeSet<>(database.sql(
                        "select distinct doubt from take_over_doubt where installation = ? and account = ? and place = ?")
                .params(
                        one.account().installation().value(),
                        one.account().id().value(),
                        TakeOver.kind(one.point().place()))
                .query((row, number) -> Doubt.valueOf(row.getString(1)))
                .list());
    }

    /** What came of a confirmation. */
    public enum Confirmed {
        DONE,
        /** It does not wait any more, or never did. */
        WAITS_NOT,
        /** Somebody at the number or address that served before objected within a month. */
        OBJECTED,
        /** Nobody is named who entered it, and somebody still may be: the same may be asked again in a quarter of an hour. */
        JUST_CAME,
        /** Whoever wants to confirm it is no active member of the PSA: who they are there decides whether they may. */
        UNKNOWN_AT_PSA,
        /** It belongs to whoever wants to confirm it. */
        OWN,
        /** Whoever wants to confirm it entered it at the PSA. */
        ENTERED_IT,
        /** The PSA could not be asked who confirms it. Nothing was done; the same may be asked again. */
        PSA_SILENT
    }

    /**
     * Lets a number or address count.
     *
     * @param by who decides
     * @param name how they are kept as who decided
     * @param reason how they know
     */
    public Confirmed confirm(StaffMember by, String name, AccountId id, ContactPointId point, String reason) {
        var installation = by.installation();
        var account = accounts.account(installation, id);
        var wanted = account.stream()
                .flatMap(there -> there.points().stream())
                .filter(one -> one.id().equals(point))
                .findFirst();
        if (account.isEmpty() || wanted.isEmpty()) {
            return Confirmed.WAITS_NOT;
        }
        Optional<Technician> technician;
        try {
            technician = by.identifier().flatMap(identifier -> psa.technician(installation, identifier));
        } catch (PsaFault silent) {
            return Confirmed.PSA_SILENT;
        }
        var inEvents = technician.map(Technician::inEvents);
        if (inEvents.isEmpty()) {
            return Confirmed.UNKNOWN_AT_PSA;
        }
        if (Stream.of(by.email(), technician.map(Technician::email))
                .flatMap(Optional::stream)
                .flatMap(address -> MailAddress.parse(address).stream())
                .anyMatch(address -> isOf(account.get(), address))) {
            return Confirmed.OWN;
        }
        var enteredBy = enteredBy(account.get(), wanted.get());
        if (enteredBy.contains(inEvents.get())) {
            return Confirmed.ENTERED_IT;
        }
        if (enteredBy.isEmpty()
                && clock.now(database).isBefore(wanted.get().firstSeen().plus(LATE))) {
            return Confirmed.JUST_CAME;
        }
        return switch (keep.confirm(installation, id, point, name, reason)) {
            case DONE -> Confirmed.DONE;
            case WAITS_NOT -> Confirmed.WAITS_NOT;
            case OBJECTED -> Confirmed.OBJECTED;
        };
    }

    private static boolean isOf(Account account, Place place) {
        return account.points().stream().anyMatch(point -> point.place().equals(place));
    }

    /** Takes back what was confirmed, and ends what is open there. False where it does not count by a person's word. */
    public boolean takeBack(InstallationId installation, AccountId id, ContactPointId point) {
        boolean taken = keep.takeBack(installation, id, point);
        if (taken) {
            openAt(installation, id, point)
                    .forEach(open -> verifications.decide(
                            installation,
                            open,
                            (v, now) -> v.cancel(new Actor.Connector(), Cancellation.CONTACT_CHANGED, now)));
        }
        return taken;
    }

    private List<VerificationId> openAt(InstallationId installation, AccountId id, ContactPointId point) {
        return database.sql("""
                select distinct v.id from contact_point p
                    join outgoing o on o.installation = p.installation and o.place_hash = p.hash
                    join verification v on v.id = o.verification and v.account = p.account and v.outcome is null
                where p.installation = ? and p.account = ? and p.id = ?
                """)
                .params(installation.value(), id.value(), point.value())
                .query((row, number) -> new VerificationId(row.getString(1)))
                .list();
    }

    /** As the PSA's webhooks name them: whoever changed this person's contact since a month before the point came. */
    private List<String> enteredBy(Account account, ContactPoint point) {
        return database.sql("""
                select distinct w.by from webhook w join contact_link l on l.installation = w.installation and l.contact = w.number
                where w.installation = :installation and l.account = :account and w.subject = 'CONTACT' and w.by <> ''
                    and w.received_at >= cast(:seen as timestamptz) - make_interval(secs => :before)
                """)
                .param("installation", account.installation().value())
                .param("account", account.id().value())
                .param("seen", Timestamp.from(point.firstSeen()))
                .param("before", BEFORE.toSeconds())
                .query((row, number) -> row.getString(1))
                .list();
    }
}
