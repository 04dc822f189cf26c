package io.countersign.verification;

import static java.util.Objects.requireNonNull;

import io.countersign.account.AccountId;
import io.countersign.account.PlaceHash;
import io.countersign.challenge.Channel;
import io.countersign.challenge.CodeHash;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.policy.Assurance;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.Limit.CountKey;
import io.countersign.policy.LimitReached;
import io.countersign.policy.Limits;
import io.countersign.policy.Tallies;
import io.countersign.ticket.TicketName;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationEvent.CodeDelivered;
import io.countersign.verification.VerificationEvent.CodeSent;
import io.countersign.verification.VerificationEvent.Comparison;
import io.countersign.verification.VerificationEvent.DeliveryFailed;
import io.countersign.verification.VerificationEvent.Denied;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.Expired;
import io.countersign.verification.VerificationEvent.MaybeSent;
import io.countersign.verification.VerificationEvent.NoteDoubled;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationEvent.NoteParked;
import io.countersign.verification.VerificationEvent.NoteWritten;
import io.countersign.verification.VerificationEvent.Reached;
import io.countersign.verification.VerificationEvent.Requested;
import io.countersign.verification.VerificationEvent.Resent;
import io.countersign.verification.VerificationEvent.SendDelayed;
import io.countersign.verification.VerificationEvent.TakenOver;
import io.countersign.verification.VerificationEvent.Undeliverable;
import io.countersign.verification.VerificationEvent.Verified;
import io.countersign.verification.VerificationEvent.WrongCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to prove who somebody is. It is what its events say: it decides by returning the next event and changes only by being read again with it.
 *
 * <p>Until the outcome is decided any deny ends it, whatever half of an approval is already there, and the deadline ends it before any approval. Once decided, the
 * outcome never changes.
 */
public final class Verification {
    /** How long after the outcome "that wasn't me" still counts. */
    public static final Duration DISPUTABLE = Duration.ofDays(7);

    private static final Duration TAKE_OVER = Duration.ofMinutes(15);

    private final VerificationId id;
    private final List<VerificationEvent> events;
    private final Requested requested;
    private final @Nullable VerificationEvent decided;

    private Verification(VerificationId id, List<VerificationEvent> events) {
        if (events.isEmpty() || !(events.getFirst() instanceof Requested first)) {
            throw new IllegalArgumentException("a story begins with a request");
        }
        this.id = id;
        this.events = List.copyOf(events);
        this.requested = first;
        this.decided = events.stream()
                .filter(event -> event.outcome() != null)
                .findFirst()
                .orElse(null);
    }

    public static Verification of(VerificationId id, List<VerificationEvent> events) {
        return new Verification(id, events);
    }

    /** The same story with these events at its end. */
    public Verification with(List<VerificationEvent> more) {
        var all = new ArrayList<>(events);
        all.addAll(more);
        return new Verification(id, all);
    }

    public VerificationId id() {
        return id;
    }

    public List<VerificationEvent> events() {
        return events;
    }

    public Request request() {
        return requested.request();
    }

    /** What people call the ticket, as it was when this began; empty without a ticket. */
    public Optional<TicketName> ticketName() {
        return Optional.ofNullable(requested.ticketName())
                .or(() -> Optional.ofNullable(request().ticket()).map(TicketName::of));
    }

    public Instant requestedAt() {
        return requested.at();
    }

    public Instant deadline() {
        return requested.deadline();
    }

    public Optional<AccountId> account() {
        return Optional.ofNullable(request().account());
    }

    public boolean open() {
        return decided == null;
    }

    public Optional<Outcome> outcome() {
        return Optional.ofNullable(decided).map(VerificationEvent::outcome);
    }

    public Optional<VerificationEvent> decidingEvent() {
        return Optional.ofNullable(decided);
    }

    public boolean disputed() {
        return has(Disputed.class);
    }

    /** Whether the technician may see the code while the verification is open. */
    public boolean codeShown() {
        return request().direction() == Direction.OUTBOUND || request().entry() == CodeEntry.SHOWN;
    }

    /** How many copies of the code have been asked for: the first, and each resend. */
    public int copies() {
        return 1 + (int) all(Resent.class).count();
    }

    public int triesLeft(Limits limits) {
        return Math.max(0, limits.triesPerCode() - (int) all(WrongCode.class).count());
    }

    /**
     * How much the outcome proves: the weakest channel that was actually used decides, and who compared. The only place that knows. Empty unless the outcome is
     * {@link Outcome#VERIFIED} or {@link Outcome#REACHED}.
     */
    public Optional<Assurance> assurance() {
        return switch (decided) {
            case Reached reached -> Optional.of(Assurance.A0);
            case Verified verified -> Optional.of(weakest(channelsUsed()).atMost(ceiling(verified)));
            case null, default -> Optional.empty();
        };
    }

    private Assurance weakest(List<Channel> used) {
        Assurance weakest = Assurance.A2;
        for (Destination destination : request().destinations()) {
            if (used.contains(destination.channel())) {
                weakest = weakest.atMost(worth(destination));
            }
        }
        return weakest;
    }

    /** What a right code from this place proves at most. */
    public static Assurance worth(Destination destination) {
        return worth(destination.channel(), destination.basis());
    }

    static Assurance worth(Channel channel, Basis basis) {
        return switch (basis) {
            case SUPPLIED -> Assurance.A0;
            case SHARED -> Assurance.A1;
            case SETTLED ->
                switch (channel) {
                    case SMS -> Assurance.A2;
                    case EMAIL -> Assurance.A1;
                };
        };
    }

    /** A program cannot have compared what it heard: its bare approval proves little. */
    private static Assurance ceiling(Verified verified) {
        return verified.comparison() == Comparison.BY_TECHNICIAN && verified.by() instanceof Actor.Automation
                ? Assurance.A1
                : Assurance.A4;
    }

    /**
     * Channels through which the code may have gone out before the outcome. One is left out only when the provider refused every copy from the start: a copy on its
     * way counts, and what is reported after the outcome changes nothing.
     */
    private List<Channel> channelsUsed() {
        var used = new ArrayList<Channel>();
        for (Destination destination : request().destinations()) {
            if (!refusedFromTheStart(destination.channel())) {
                used.add(destination.channel());
            }
        }
        return used;
    }

    private boolean refusedFromTheStart(Channel channel) {
        var before = untilDecided();
        boolean wentOut = before.stream().anyMatch(event -> switch (event) {
            case CodeSent sent -> sent.channel() == channel;
            case MaybeSent sent -> sent.channel() == channel;
            case CodeDelivered delivered -> delivered.channel() == channel;
            default -> false;
        });
        long copies = 1 + before.stream().filter(Resent.class::isInstance).count();
        long refused = before.stream()
                .filter(event -> event instanceof DeliveryFailed failed && failed.channel() == channel)
                .count();
        return !wentOut && refused >= copies;
    }

    private List<VerificationEvent> untilDecided() {
        return decided == null ? events : events.subList(0, events.indexOf(decided));
    }

    /** Whether the outcome is enough for what was asked. One that identifies nobody, or that was disputed, is enough for nothing. */
    public boolean enough() {
        return decided instanceof Verified
                && !disputed()
                && assurance().map(request().need()::metBy).orElse(false);
    }

    // ---- what people and the world do to it ----

    /**
     * Somebody typed what they heard.
     *
     * @param typed under the same key and for this verification
     * @param tallies read under the lock
     */
    public Decision enter(CodeHash typed, Actor by, Limits limits, Tallies tallies, Instant now) {
        if (request().direction() == Direction.OUTBOUND) {
            return new Decision.NotThisWay(Decision.NotThisWay.Why.OUTBOUND);
        }
        return whileOpen(now, () -> {
            if (all(WrongCode.class).anyMatch(wrong -> wrong.typed().matches(typed))) {
                return new Decision.Unchanged();
            }
            if (triesLeft(limits) == 0) {
                // the tries were lowered while the code was alive
                return Decision.Taken.of(new Denied(now, by, Denied.Denial.WRONG_CODES));
            }
            Optional<LimitReached> limit = tallies.reached(limits.forOneGuess(counted()), now);
            if (limit.isPresent()) {
                return new Decision.Limited(limit.get());
            }
            if (requested.code().matches(typed)) {
                return Decision.Taken.of(proved(now, by, Comparison.TYPED));
            }
            var wrong = new WrongCode(now, by, typed);
            return triesLeft(limits) > 1
                    ? Decision.Taken.of(wrong)
                    : Decision.Taken.of(wrong, new Denied(now, by, Denied.Denial.WRONG_CODES));
        });
    }

    /** Whoever saw the code says that the person read out the right one. */
    public Decision approve(Actor by, Instant now) {
        if (request().direction() == Direction.OUTBOUND) {
            return new Decision.NotThisWay(Decision.NotThisWay.Why.OUTBOUND);
        }
        if (!codeShown()) {
            return open() ? new Decision.NotThisWay(Decision.NotThisWay.Why.CODE_NOT_SHOWN) : alreadyDecided();
        }
        return whileOpen(now, () -> Decision.Taken.of(proved(now, by, Comparison.BY_TECHNICIAN)));
    }

    /** Whoever is on the call says that it is not them. */
    public Decision deny(Actor by, Instant now) {
        return whileOpen(now, () -> Decision.Taken.of(new Denied(now, by, Denied.Denial.BY_TECHNICIAN)));
    }

    /** The person at the place that the code went to says that the technician on the phone read out the same code. */
    public Decision confirm(Channel channel, Instant now) {
        if (request().direction() == Direction.INBOUND) {
            return new Decision.NotThisWay(Decision.NotThisWay.Why.INBOUND);
        }
        if (request().destinations().stream().noneMatch(destination -> destination.channel() == channel)) {
            throw new IllegalArgumentException("no code went out by " + channel);
        }
        return whileOpen(now, () -> Decision.Taken.of(proved(now, new Actor.EndUser(channel), Comparison.BY_END_USER)));
    }

    /** "That wasn't me": denies while open, disputes for seven days after. */
    public Decision notMe(Channel channel, Instant now) {
        if (decided == null) {
            return now.isBefore(deadline())
                    ? Decision.Taken.of(new Denied(now, new Actor.EndUser(channel), Denied.Denial.NOT_ME))
                    : Decision.Taken.of(new Expired(now), new Disputed(now, channel));
        }
        boolean saidBefore =
                disputed() || (decided instanceof Denied denied && denied.reason() == Denied.Denial.NOT_ME);
        if (saidBefore || !now.isBefore(decided.at().plus(DISPUTABLE))) {
            return new Decision.Unchanged();
        }
        return Decision.Taken.of(new Disputed(now, channel));
    }

    /** The person at the place wants no more messages: while open, that denies. */
    public Decision stopped(Channel channel, Instant now) {
        return whileOpen(
                now, () -> Decision.Taken.of(new Denied(now, new Actor.EndUser(channel), Denied.Denial.STOPPED)));
    }

    public Decision cancel(Actor by, Cancelled.Cancellation reason, Instant now) {
        return whileOpen(now, () -> Decision.Taken.of(new Cancelled(now, by, reason)));
    }

    /** Keeps the deadline. */
    public Decision expire(Instant now) {
        if (decided != null) {
            return alreadyDecided();
        }
        return now.isBefore(deadline()) ? new Decision.Unchanged() : Decision.Taken.of(new Expired(now));
    }

    /** The same code once more to the same places, within the same deadline. */
    public Decision resend(Actor by, Limits limits, Tallies tallies, Instant now) {
        return whileOpen(
                now,
                () -> limits.refusesOneMoreCode(countedFor(by), tallies, now)
                        .<Decision>map(Decision.Limited::new)
                        .orElseGet(() -> Decision.Taken.of(new Resent(now, by, copies() + 1))));
    }

    public Decision sent(Channel channel, int copy, Instant now) {
        return firstTime(
                new CodeSent(now, channel, copy), CodeSent.class, e -> e.channel() == channel && e.copy() == copy);
    }

    public Decision maybeSent(Channel channel, int copy, Instant now) {
        return firstTime(
                new MaybeSent(now, channel, copy), MaybeSent.class, e -> e.channel() == channel && e.copy() == copy);
    }

    /** The provider cannot take it just now: whoever waits should know, once. */
    public Decision delayed(Channel channel, int copy, Instant now) {
        return firstTime(
                new SendDelayed(now, channel, copy),
                SendDelayed.class,
                e -> e.channel() == channel && e.copy() == copy);
    }

    public Decision delivered(Channel channel, int copy, Instant now) {
        return firstTime(
                new CodeDelivered(now, channel, copy),
                CodeDelivered.class,
                e -> e.channel() == channel && e.copy() == copy);
    }

    /** A message did not arrive, for good. When no chosen channel is left that may have delivered, that is the outcome. */
    public Decision failed(Channel channel, int copy, DeliveryProblem problem, Instant now) {
        if (all(DeliveryFailed.class).anyMatch(e -> e.channel() == channel && e.copy() == copy)
                || all(CodeDelivered.class).anyMatch(e -> e.channel() == channel && e.copy() == copy)) {
            return new Decision.Unchanged();
        }
        var failed = new DeliveryFailed(now, channel, copy, problem);
        boolean nothingLeft = with(List.of(failed)).nothingCanArrive();
        return open() && nothingLeft ? Decision.Taken.of(failed, new Undeliverable(now)) : Decision.Taken.of(failed);
    }

    private boolean nothingCanArrive() {
        for (Destination destination : request().destinations()) {
            for (int copy = 1; copy <= copies(); copy++) {
                int thisCopy = copy;
                boolean failed = all(DeliveryFailed.class)
                        .anyMatch(e -> e.channel() == destination.channel() && e.copy() == thisCopy);
                boolean delivered = all(CodeDelivered.class)
                        .anyMatch(e -> e.channel() == destination.channel() && e.copy() == thisCopy);
                if (!failed || delivered) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A second technician relies on the outcome, because the same call was handed to them. */
    public Decision takeOver(Actor.Technician by, Instant now) {
        boolean fresh = decided instanceof Verified verified
                && now.isBefore(verified.at().plus(TAKE_OVER))
                && !disputed()
                && !all(TakenOver.class)
                        .anyMatch(earlier -> earlier.by().identifier().equals(by.identifier()))
                && !whoHasTheCall(verified).filter(by.identifier()::equals).isPresent();
        return fresh
                ? Decision.Taken.of(new TakenOver(now, by))
                : new Decision.NotThisWay(Decision.NotThisWay.Why.NOT_TO_BE_TAKEN_OVER);
    }

    /** The identifier of the technician who got the outcome: who decided, or else who asked. */
    private Optional<String> whoHasTheCall(Verified verified) {
        return technician(verified.by()).or(() -> technician(request().by()));
    }

    private static Optional<String> technician(Actor actor) {
        return switch (actor) {
            case Actor.Technician technician -> Optional.of(technician.identifier());
            case Actor.Automation automation ->
                Optional.ofNullable(automation.technician()).map(Actor.Technician::identifier);
            case Actor.EndUser endUser -> Optional.empty();
            case Actor.Connector() -> Optional.empty();
        };
    }

    public Decision noteWritten(NoteKind kind, long note, Instant now) {
        return firstTime(new NoteWritten(now, kind, note), NoteWritten.class, e -> e.kind() == kind);
    }

    public Decision noteParked(NoteKind kind, String why, Instant now) {
        return firstTime(new NoteParked(now, kind, why), NoteParked.class, e -> e.kind() == kind);
    }

    public Decision noteDoubled(NoteKind kind, long second, Instant now) {
        return firstTime(new NoteDoubled(now, kind, second), NoteDoubled.class, e -> e.kind() == kind);
    }

    // ---- what is owed and counted ----

    /** What this event, just appended to this story, owes the outside world. */
    public List<Owed> owes(VerificationEvent event) {
        return switch (event) {
            case Requested first -> {
                var owed = codes(1);
                owed.add(new Owed.Expire(first.deadline()));
                yield owed;
            }
            case Resent resent -> codes(resent.copy());
            case Verified verified -> note(NoteKind.OUTCOME);
            case Reached reached -> note(NoteKind.OUTCOME);
            case Denied denied -> {
                var owed = new ArrayList<>(note(NoteKind.OUTCOME));
                if (denied.reason() == Denied.Denial.NOT_ME) {
                    owed.add(new Owed.Alert());
                }
                yield owed;
            }
            case Expired expired -> note(NoteKind.OUTCOME);
            case Undeliverable undeliverable -> note(NoteKind.OUTCOME);
            case Cancelled cancelled -> cancelled.byPerson() ? note(NoteKind.OUTCOME) : List.of();
            case Disputed disputed -> {
                var owed = new ArrayList<>(note(NoteKind.DISPUTE));
                if (answersForTheAccount(disputed.channel())) {
                    account().map(Owed.FreezeFactors::new).ifPresent(owed::add);
                }
                owed.add(new Owed.Alert());
                yield owed;
            }
            case CodeSent sent -> List.of();
            case MaybeSent sent -> List.of();
            case SendDelayed delayed -> List.of();
            case CodeDelivered delivered -> List.of();
            case DeliveryFailed failed -> List.of();
            case WrongCode wrong -> List.of();
            case TakenOver takenOver -> List.of();
            case NoteWritten written -> List.of();
            case NoteParked parked -> List.of();
            case NoteDoubled doubled -> List.of();
        };
    }

    /** Whether whoever answers at that place is the account's holder, as far as anybody knows: a place given during the contact speaks for nobody. */
    public boolean answersForTheAccount(Channel channel) {
        return request().destinations().stream()
                .anyMatch(place -> place.channel() == channel && place.basis() != Basis.SUPPLIED);
    }

    private List<Owed> codes(int copy) {
        var owed = new ArrayList<Owed>();
        for (Destination destination : request().destinations()) {
            owed.add(new Owed.SendCode(destination.channel(), copy));
        }
        return owed;
    }

    private List<Owed> note(NoteKind kind) {
        return request().ticket() == null ? List.of() : List.of(new Owed.LeaveNote(kind));
    }

    /** What this event counts as, for the limits. */
    public List<CountKey> counts(VerificationEvent event) {
        return switch (event) {
            case Requested first -> Limits.countsOfCode(counted());
            case Resent resent -> Limits.countsOfCode(countedFor(resent.by()));
            case WrongCode wrong -> Limits.countsOfWrongCode(counted());
            case Verified verified -> Limits.countsOfEnd(counted(), true);
            case Reached reached -> Limits.countsOfEnd(counted(), true);
            case Denied denied -> endWithoutRightCode();
            case Expired expired -> endWithoutRightCode();
            case Undeliverable undeliverable -> endWithoutRightCode();
            case Cancelled cancelled -> List.of();
            case CodeSent sent -> List.of();
            case MaybeSent sent -> List.of();
            case SendDelayed delayed -> List.of();
            case CodeDelivered delivered -> List.of();
            case DeliveryFailed failed -> List.of();
            case Disputed disputed -> List.of();
            case TakenOver takenOver -> List.of();
            case NoteWritten written -> List.of();
            case NoteParked parked -> List.of();
            case NoteDoubled doubled -> List.of();
        };
    }

    /** Only a text that went out can have been sent for nothing: an outage of the provider is nobody's fraud. */
    private List<CountKey> endWithoutRightCode() {
        boolean textWentOut = events.stream().anyMatch(event -> switch (event) {
            case CodeSent sent -> sent.channel() == Channel.SMS;
            case MaybeSent sent -> sent.channel() == Channel.SMS;
            case CodeDelivered delivered -> delivered.channel() == Channel.SMS;
            default -> false;
        });
        return textWentOut ? Limits.countsOfEnd(counted(), false) : List.of();
    }

    /** Whose counts this verification goes to. */
    public Limits.Counted counted() {
        return counted(request());
    }

    /** Whose counts one more code goes to that {@code asking} wants; not always who began. */
    private Limits.Counted countedFor(Actor asking) {
        return counted(account(), request().destinations(), asking);
    }

    /** Whose counts a verification of this request goes to. */
    static Limits.Counted counted(Request request) {
        return counted(Optional.ofNullable(request.account()), request.destinations(), request.by());
    }

    static Limits.Counted counted(Optional<AccountId> account, List<Destination> destinations, Actor by) {
        Optional<Limits.CountedText> text = destinations.stream()
                .filter(destination -> destination.channel() == Channel.SMS)
                .findFirst()
                .map(destination -> new Limits.CountedText(
                        destination.hash().hex(),
                        Optional.ofNullable(destination.prefix())
                                .map(PlaceHash::hex)
                                .orElse(""),
                        by.countedAs(),
                        Optional.ofNullable(destination.country())));
        return new Limits.Counted(
                account.map(AccountId::value),
                destinations.stream()
                        .map(destination -> destination.hash().hex())
                        .toList(),
                text);
    }

    // ---- how it decides ----

    /** An outcome for a person who was proved, or for a place that merely answered. */
    private VerificationEvent proved(Instant now, Actor by, Comparison comparison) {
        boolean identifies = request().account() != null
                && request().destinations().stream().allMatch(destination -> destination.basis() != Basis.SUPPLIED);
        return identifies ? new Verified(now, by, comparison) : new Reached(now, by, comparison);
    }

    private Decision whileOpen(Instant now, Supplier<Decision> decide) {
        if (decided != null) {
            return alreadyDecided();
        }
        return now.isBefore(deadline()) ? decide.get() : Decision.Taken.of(new Expired(now));
    }

    private Decision alreadyDecided() {
        VerificationEvent event = requireNonNull(decided, "decided");
        return new Decision.AlreadyDecided(requireNonNull(event.outcome(), "outcome"), event.decidedBy());
    }

    private <E extends VerificationEvent> Decision firstTime(E event, Class<E> kind, Predicate<E> same) {
        return all(kind).anyMatch(same) ? new Decision.Unchanged() : Decision.Taken.of(event);
    }

    private <E extends VerificationEvent> Stream<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }

    private boolean has(Class<? extends VerificationEvent> kind) {
        return events.stream().anyMatch(kind::isInstance);
    }
}
