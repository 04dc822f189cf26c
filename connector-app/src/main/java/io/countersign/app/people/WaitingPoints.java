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
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketSystem;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Numbers and addresses that only a person at the MSP can settle: what the PSA said after the take-over, and what the take-over doubted. Somebody who could enter their
 * own number at the PSA and confirm it here would be whoever they say, so neither who made a change nor whose it is may confirm it.
 */
public final class WaitingPoints {
    private static final int PAGE = 25;
    private static final int SHOWN_OF_CONFIRMED = 20;

    /** A webhook may come well before or after the contact was read. */
    private static final Duration AROUND = Duration.ofMinutes(15);

    private final JdbcClient database;
    private final PostgresAccounts accounts;
    private final KeepAccounts keep;
    private final DecisionClock clock;
    private final TicketSystem psa;

    public WaitingPoints(
            JdbcClient database, PostgresAccounts accounts, KeepAccounts keep, DecisionClock clock, TicketSystem psa) {
        this.database = database;
        this.accounts = accounts;
        this.keep = keep;
        this.clock = clock;
        this.psa = psa;
    }

    /**
     * One that waits.
     *
     * @param doubts why the take-over did not settle it; empty for what came later
     */
    public record Line(Waiting waiting, Set<Doubt> doubts) {
        public Line {
            doubts = Set.copyOf(doubts);
        }
    }

    /**
     * A page of the list.
     *
     * @param all how many wait, on all pages
     * @param next the last of this page, where more follow
     */
    public record Page(List<Line> lines, int all, Optional<ContactPointId> next, List<ConfirmedPoint> confirmed) {
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
                shown.stream().map(one -> new Line(one, doubts(one))).toList(),
                accounts.waiting(installation, now),
                waiting.size() > PAGE ? Optional.of(shown.getLast().point().id()) : Optional.empty(),
                accounts.confirmed(installation, SHOWN_OF_CONFIRMED));
    }

    private Set<Doubt> doubts(Waiting one) {
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
        /** Somebody at the number or address that served before objected. */
        OBJECTED,
        /** It belongs to whoever wants to confirm it. */
        OWN,
        /** Whoever wants to confirm it entered it at the PSA. */
        ENTERED_IT,
        /** Who entered it could not be compared with who confirms it. Nothing was done; the same may be asked again. */
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
        if (by.email()
                .flatMap(MailAddress::parse)
                .filter(address -> isOf(account.get(), address))
                .isPresent()) {
            return Confirmed.OWN;
        }
        var enteredBy = enteredBy(account.get(), wanted.get());
        if (!enteredBy.isEmpty() && by.identifier().isPresent()) {
            Optional<Technician> technician;
            try {
                technician = psa.technician(installation, by.identifier().get());
            } catch (PsaFault silent) {
                return Confirmed.PSA_SILENT;
            }
            if (technician.map(Technician::inEvents).filter(enteredBy::contains).isPresent()) {
                return Confirmed.ENTERED_IT;
            }
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

    /** As the PSA's webhooks name them: whoever changed this person's contact about when the point came. */
    private List<String> enteredBy(Account account, ContactPoint point) {
        return database.sql("""
                select distinct w.by from webhook w join contact_link l on l.installation = w.installation and l.contact = w.number
                where w.installation = :installation and l.account = :account and w.subject = 'CONTACT' and w.by <> ''
                    and w.received_at between cast(:seen as timestamptz) - make_interval(secs => :around)
                        and cast(:seen as timestamptz) + make_interval(secs => :around)
                """)
                .param("installation", account.installation().value())
                .param("account", account.id().value())
                .param("seen", Timestamp.from(point.firstSeen()))
                .param("around", AROUND.toSeconds())
                .query((row, number) -> row.getString(1))
                .list();
    }
}
