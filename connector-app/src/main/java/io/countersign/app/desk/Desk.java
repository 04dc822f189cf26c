package io.countersign.app.desk;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.Customer;
import io.countersign.account.Match;
import io.countersign.account.MatchContact;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.installation.Installations;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.verification.PostgresTallies;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.app.verification.Reading;
import io.countersign.app.work.LeaveNotes;
import io.countersign.challenge.Code;
import io.countersign.policy.Action;
import io.countersign.policy.Policy;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Technician;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.TicketSystem;
import io.countersign.verification.Actor;
import io.countersign.verification.Decision;
import io.countersign.verification.Direction;
import io.countersign.verification.LiveCode;
import io.countersign.verification.Method;
import io.countersign.verification.Offer;
import io.countersign.verification.Offers;
import io.countersign.verification.RequestVerification;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The help desk: looks at a ticket, begins a verification, decides. Reads of the ticket may throw {@link io.countersign.ticket.PsaFault}; nothing is begun then.
 */
public final class Desk {
    private static final int HISTORY = 10;
    private static final int SUGGESTIONS = 8;

    private final JdbcClient database;
    private final TicketSystem tickets;
    private final PostgresAccounts accounts;
    private final MatchContact matching;
    private final MatchContact.Settings settings;
    private final PostgresPolicies policies;
    private final PostgresVerifications verifications;
    private final RequestVerification requests;
    private final RequestVerification.Codes codes;
    private final Offers offers;
    private final LeaveNotes notes;
    private final LookAlikes lookAlikes;
    private final Installations installations;
    private final DecisionClock clock;

    public Desk(
            JdbcClient database,
            TicketSystem tickets,
            PostgresAccounts accounts,
            MatchContact matching,
            MatchContact.Settings settings,
            PostgresPolicies policies,
            PostgresVerifications verifications,
            RequestVerification requests,
            RequestVerification.Codes codes,
            Offers offers,
            LeaveNotes notes,
            LookAlikes lookAlikes,
            Installations installations,
            DecisionClock clock) {
        this.database = database;
        this.tickets = tickets;
        this.accounts = accounts;
        this.matching = matching;
        this.settings = settings;
        this.policies = policies;
        this.verifications = verifications;
        this.requests = requests;
        this.codes = codes;
        this.offers = offers;
        this.notes = notes;
        this.lookAlikes = lookAlikes;
        this.installations = installations;
        this.clock = clock;
    }

    // ---- looking ----

    /** The ticket as the help desk sees it; empty when the PSA has no such ticket. */
    public Optional<TicketSight> look(TicketRef ref, Actor by) {
        return tickets.ticket(ref).map(ticket -> look(ticket, by));
    }

    private TicketSight look(Ticket ticket, Actor by) {
        var installation = ticket.ref().installation();
        Match match = matching.match(ticket);
        Policy policy = policies.policy(installation);
        Instant now = clock.now(database);
        Optional<Account> account = switch (match) {
            case Match.Matched(var id) -> accounts.account(installation, id);
            case Match.Ambiguous(var candidates) -> Optional.empty();
            case Match.Unmatched() -> Optional.empty();
        };
        List<Account> candidates = switch (match) {
            case Match.Ambiguous(var ids) ->
                ids.stream()
                        .flatMap(id -> accounts.account(installation, id).stream())
                        .toList();
            case Match.Matched(var id) -> List.of();
            case Match.Unmatched() -> List.of();
        };
        List<Offer> offered = account.map(
                        there -> offers.of(there, policy, PostgresTallies.forShowing(database, installation), by, now))
                .orElse(List.of());
        Action action = Optional.ofNullable(ticket.type()).map(policy::actionOf).orElse(Action.NOT_STATED);
        var sights = verifications.ofTicket(ticket.ref(), HISTORY).stream()
                .map(reading -> sight(installation, reading))
                .toList();
        return new TicketSight(
                ticket,
                Optional.ofNullable(ticket.contact()).map(settings::catchAll).orElse(false),
                accounts.customerOf(ticket.company()),
                match,
                account,
                candidates,
                offered,
                action,
                policy.need(action),
                sights.stream().findFirst(),
                sights.stream().skip(1).toList(),
                by instanceof Actor.Technician ? lookAlikes.known(ticket.ref()) : 0);
    }

    public Optional<VerificationSight> see(InstallationId installation, VerificationId id) {
        return verifications.read(installation, id).map(reading -> sight(installation, reading));
    }

    private VerificationSight sight(InstallationId installation, Reading reading) {
        var verification = reading.verification();
        Optional<Code> code =
                verification.open() && verification.codeShown() ? reading.live().map(LiveCode::code) : Optional.empty();
        return new VerificationSight(
                verification,
                code,
                verification.triesLeft(policies.policy(installation).limits()),
                verification.open() ? Map.of() : notes.progress(verification.id()),
                verification.open() ? Optional.empty() : notes.receipt(reading.story(), NoteKind.OUTCOME),
                reading.at());
    }

    /** People of the ticket's company whose name or address begins like this. Numbers and addresses are never given out in full. */
    public List<Account> search(TicketRef ref, String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty() || wanted.length() > 100) {
            return List.of();
        }
        Optional<Customer> customer = tickets.ticket(ref).flatMap(ticket -> accounts.customerOf(ticket.company()));
        return customer.map(there -> accounts.accountsOf(ref.installation(), there.id()).stream()
                        .filter(account -> fits(account, wanted))
                        .limit(SUGGESTIONS)
                        .toList())
                .orElse(List.of());
    }

    private static boolean fits(Account account, String wanted) {
        String name = account.name().toLowerCase(Locale.ROOT);
        return name.startsWith(wanted)
                || name.contains(" " + wanted)
                || account.points().stream()
                        .anyMatch(point -> point.place().inFull().startsWith(wanted));
    }

    /** Every method for somebody whom a technician may choose, offered or not. */
    public List<Offer> offers(Account account, Actor by) {
        var installation = account.installation();
        return offers.of(
                account,
                policies.policy(installation),
                PostgresTallies.forShowing(database, installation),
                by,
                clock.now(database));
    }

    public Optional<Account> account(InstallationId installation, AccountId id) {
        return accounts.account(installation, id);
    }

    /** The time by which decisions are taken. */
    public Instant now() {
        return clock.now(database);
    }

    // ---- beginning ----

    /**
     * Somebody presses Verify identity.
     *
     * @param ticket or {@code account}, at least one of them
     * @param technician who presses, or for whom a program says it acts, as the PSA knows them
     */
    public record Press(
            InstallationId installation,
            Optional<Long> ticket,
            Optional<AccountId> account,
            Method method,
            Optional<Action> action,
            Direction direction,
            Optional<String> to,
            Optional<String> reason,
            Actor by,
            Optional<Technician> technician) {}

    /** What came of it: empty when the PSA has no such ticket. */
    public Optional<RequestVerification.Answer> press(Press press) {
        return wanted(press).map(this::begin);
    }

    /** Begins what was read before; asks nobody outside. */
    public RequestVerification.Answer begin(RequestVerification.Wanted wanted) {
        return requests.request(wanted);
    }

    /** Reads the ticket, and nothing begins yet: empty when the PSA has no such ticket. */
    public Optional<RequestVerification.Wanted> wanted(Press press) {
        Optional<Ticket> ticket = Optional.empty();
        if (press.ticket().isPresent()) {
            ticket = tickets.ticket(
                    new TicketRef(press.installation(), press.ticket().get()));
            if (ticket.isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(new RequestVerification.Wanted(
                press.installation(),
                ticket,
                press.account(),
                press.method(),
                press.action(),
                press.direction(),
                press.to(),
                press.reason(),
                installations.get(press.installation()).settings().country(),
                press.by(),
                press.technician().map(Technician::email)));
    }

    /** The active technician of that name, as the PSA knows them. */
    public Optional<Technician> technician(InstallationId installation, String identifier) {
        return tickets.technician(installation, identifier);
    }

    // ---- deciding; each empty when the installation has no such verification ----

    public Optional<Decision> enter(InstallationId installation, VerificationId id, Code typed, Actor by) {
        var hash = codes.hash(id, typed);
        return verifications.decide(
                installation,
                id,
                (v, tallies, now) ->
                        v.enter(hash, by, policies.policy(installation).limits(), tallies, now));
    }

    public Optional<Decision> approve(InstallationId installation, VerificationId id, Actor by) {
        return verifications.decide(installation, id, (v, now) -> v.approve(by, now));
    }

    public Optional<Decision> deny(InstallationId installation, VerificationId id, Actor by) {
        return verifications.decide(installation, id, (v, now) -> v.deny(by, now));
    }

    public Optional<Decision> cancel(InstallationId installation, VerificationId id, Actor by) {
        return verifications.decide(
                installation, id, (v, now) -> v.cancel(by, Cancelled.Cancellation.BY_TECHNICIAN, now));
    }

    public Optional<Decision> resend(InstallationId installation, VerificationId id, Actor by) {
        return verifications.decide(
                installation,
                id,
                (v, tallies, now) -> v.resend(by, policies.policy(installation).limits(), tallies, now));
    }

    public Optional<Decision> takeOver(InstallationId installation, VerificationId id, Actor.Technician by) {
        return verifications.decide(installation, id, (v, now) -> v.takeOver(by, now));
    }
}
