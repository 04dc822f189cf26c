package io.countersign.app.pod;

import static java.util.Objects.requireNonNull;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.ContactPoint;
import io.countersign.account.Match;
import io.countersign.account.Place;
import io.countersign.app.desk.TicketSight;
import io.countersign.app.desk.VerificationSight;
import io.countersign.app.pod.Card.Begin;
import io.countersign.app.pod.Card.Countdown;
import io.countersign.app.pod.Card.Digits;
import io.countersign.app.pod.Card.Entry;
import io.countersign.app.pod.Card.Headline;
import io.countersign.app.pod.Card.Line;
import io.countersign.app.pod.Card.Next;
import io.countersign.app.pod.Card.Notice;
import io.countersign.app.pod.Card.Opening;
import io.countersign.app.pod.Card.Others;
import io.countersign.app.pod.Card.Past;
import io.countersign.app.pod.Card.Pick;
import io.countersign.app.pod.Card.Progress;
import io.countersign.app.pod.Card.Purpose;
import io.countersign.app.pod.Card.Result;
import io.countersign.app.pod.Card.Subject;
import io.countersign.app.pod.Card.Tone;
import io.countersign.app.words.InsideWords;
import io.countersign.challenge.Channel;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.Need;
import io.countersign.policy.Policy;
import io.countersign.ticket.Contact;
import io.countersign.ticket.NoteProgress;
import io.countersign.verification.Actor;
import io.countersign.verification.Decision;
import io.countersign.verification.Destination;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.Direction;
import io.countersign.verification.Offer;
import io.countersign.verification.Outcome;
import io.countersign.verification.Refusal;
import io.countersign.verification.Request;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationEvent.CodeDelivered;
import io.countersign.verification.VerificationEvent.CodeSent;
import io.countersign.verification.VerificationEvent.DeliveryFailed;
import io.countersign.verification.VerificationEvent.Denied;
import io.countersign.verification.VerificationEvent.Expired;
import io.countersign.verification.VerificationEvent.MaybeSent;
import io.countersign.verification.VerificationEvent.NoteDoubled;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationEvent.NoteWritten;
import io.countersign.verification.VerificationEvent.Reached;
import io.countersign.verification.VerificationEvent.TakenOver;
import io.countersign.verification.VerificationEvent.Undeliverable;
import io.countersign.verification.VerificationEvent.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which card is shown and what stands on it. A pure function of what the help desk may see, who looks, and what was just pressed.
 *
 * <p>A result counts for one call: for the technician who had it, or to whom the call was handed over, and for an hour. After that it is history, and history is
 * never a green light beside the button.
 */
public final class CardOf {
    /** How long a result is shown as the result of the call that is going on. */
    static final Duration ONE_CALL = Duration.ofHours(1);

    private final Policy policy;
    private final Viewer viewer;
    private final InsideWords words;

    /** For one look at one ticket. */
    public CardOf(Policy policy, Viewer viewer) {
        this.policy = policy;
        this.viewer = viewer;
        this.words = new InsideWords(viewer.locale());
    }

    /** The words in which these cards speak. */
    public InsideWords words() {
        return words;
    }

    /** The card for this ticket. */
    public Card card(TicketSight sight, View view, Telling telling) {
        if (view == View.HISTORY) {
            return history(sight);
        }
        Optional<VerificationSight> current = sight.current();
        if (current.isPresent() && current.get().verification().open()) {
            return waiting(sight, current.get(), telling);
        }
        if (current.isPresent() && view == View.NOW) {
            Card.@Nullable Decided decided = decided(sight, current.get(), told(telling, false));
            if (decided != null) {
                return lost(telling) ? new Card.SomebodyElseDecided(decided) : decided;
            }
        }
        return start(sight, told(telling, true));
    }

    /** The card while the ticket cannot be read. */
    public static Card psaDown(InsideWords words) {
        return new Card.PsaDown(notice(words, "psa-down", words.word("psa-down.say"), "button.retry"));
    }

    /** The cards that a page shows before anything of the ticket is known; the first one stands in it from the start. */
    public static List<Card> beforeProof(InsideWords words) {
        return List.of(
                new Card.Shell(notice(words, "shell", null, null)),
                new Card.Proving(notice(words, "proving", null, null)),
                new Card.OutsideTicket(notice(words, "outside", null, null)),
                new Card.TicketNotSaved(notice(words, "unsaved", null, null)),
                new Card.NotProved(notice(words, "not-proved", null, "button.retry")),
                psaDown(words),
                new Card.SessionOver(notice(words, "session-over", null, "button.sign-in")));
    }

    private static Notice notice(InsideWords words, String key, @Nullable String say, @Nullable String press) {
        return new Notice(
                words.word(key + ".title"), words.word(key + ".text"), say, press == null ? null : words.word(press));
    }

    /** The method that is chosen unless somebody chooses: the strongest that is offered, the first among equals. */
    public static Optional<Offer> preselected(List<Offer> offers) {
        Offer best = null;
        for (Offer offer : offers) {
            if (offer.offered() && (best == null || level(offer).compareTo(level(best)) > 0)) {
                best = offer;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Assurance level(Offer offer) {
        return Objects.requireNonNullElse(offer.level(), Assurance.A0);
    }

    /** What a search found, for the technician to pick from. */
    public List<Pick> picks(List<Candidate> found) {
        return found.stream()
                .map(candidate -> preselected(candidate.offers())
                        .map(offer -> new Pick(
                                candidate.account().id().value(),
                                words.name(candidate.account().name()),
                                named(offer),
                                true))
                        .orElseGet(() -> new Pick(
                                candidate.account().id().value(),
                                words.name(candidate.account().name()),
                                nothingFor(candidate.offers()),
                                false)))
                .toList();
    }

    private String nothingFor(List<Offer> offers) {
        return offers.stream()
                .filter(offer -> offer.limit() != null)
                .findFirst()
                .map(offer -> words.sentence(requireNonNull(offer.limit()), viewer.zone(), viewer.now()))
                .orElseGet(() -> words.word("pick.nothing"));
    }

    // ---- what was pressed ----

    private boolean lost(Telling telling) {
        return telling instanceof Telling.Lost other && !isViewer(other.by());
    }

    private List<Line> told(Telling telling, boolean outcomeIsHidden) {
        return switch (telling) {
            case Telling.Nothing() -> List.of();
            case Telling.Refused(var refusal) -> List.of(caution(words.sentence(refusal)));
            case Telling.Limited(var limit) -> List.of(caution(words.sentence(limit, viewer.zone(), viewer.now())));
            case Telling.NotThisWay(var why) -> List.of(caution(words.sentence(why)));
            case Telling.WrongCode() -> List.of(caution(words.word("told.wrong-code")));
            case Telling.SameWrongCode() -> List.of(caution(words.word("told.same-wrong-code")));
            case Telling.NotACode() -> List.of(caution(words.word("told.not-a-code")));
            case Telling.NoSuchAccount() -> List.of(caution(words.word("told.no-such-account")));
            case Telling.Lost(var outcome, var by) ->
                isViewer(by) && !outcomeIsHidden ? List.of() : List.of(caution(first(outcome, by)));
        };
    }

    private String first(Outcome outcome, Actor by) {
        return switch (by) {
            case Actor.Technician technician -> words.say("told.decided-by", words.actor(by), words.outcome(outcome));
            case Actor.Automation automation -> words.say("told.decided-by", words.actor(by), words.outcome(outcome));
            case Actor.EndUser endUser -> words.say("told.decided-by.end-user", words.outcome(outcome));
            case Actor.Connector() ->
                outcome == Outcome.EXPIRED
                        ? words.word("told.decided-by.deadline")
                        : words.say("told.decided", words.outcome(outcome));
        };
    }

    private boolean isViewer(Actor actor) {
        return actor instanceof Actor.Technician technician
                && technician.identifier().equals(viewer.technician().identifier());
    }

    // ---- nothing is going on ----

    private Card start(TicketSight sight, List<Line> told) {
        if (sight.ticket().closed()) {
            return new Card.NothingOffered(
                    nothing(sight, told, List.of(caution(words.sentence(Refusal.TICKET_CLOSED))), null, "closed"));
        }
        Contact contact = sight.ticket().contact();
        if (contact == null) {
            return new Card.NoContact(nobody(sight, told, "no-contact"));
        }
        if (sight.catchAll()) {
            return new Card.CatchAll(nobody(sight, told, "catch-all"));
        }
        return switch (sight.match()) {
            case Match.Matched(var id)
            when sight.account().isPresent() -> matched(sight, sight.account().get(), told);
            case Match.Matched(var id) -> new Card.Unmatched(nobody(sight, told, "unmatched"));
            case Match.Ambiguous(var ids) -> new Card.Ambiguous(ambiguous(sight, told));
            case Match.Unmatched() -> new Card.Unmatched(nobody(sight, told, "unmatched"));
        };
    }

    private Card matched(TicketSight sight, Account account, List<Line> told) {
        Optional<Offer> chosen = preselected(sight.offers());
        if (chosen.isEmpty()) {
            var why = sight.offers().stream()
                    .filter(offer -> offer.method().channels().size() == 1)
                    .flatMap(offer -> whyNot(offer)
                            .map(reason -> offer.refusal() == null ? reason : words.say("why", named(offer), reason))
                            .stream())
                    .distinct()
                    .map(CardOf::caution)
                    .toList();
            return new Card.NothingOffered(nothing(
                    sight,
                    told,
                    why,
                    new Others(
                            sight.customer().isPresent(),
                            noSearch(sight),
                            true,
                            closed(account).orElse(null)),
                    "nothing"));
        }
        var purpose = purpose(sight);
        var methods = methods(sight.offers(), chosen.get());
        return new Card.Matched(new Opening(
                mark(account.id(), methods, purpose),
                subject(sight, account),
                null,
                told,
                purpose,
                new Begin(null, null, methods, weak(sight.action(), sight.need(), level(chosen.get()))),
                List.of(),
                new Others(
                        sight.customer().isPresent(),
                        noSearch(sight),
                        true,
                        closed(account).orElse(null)),
                warnings(sight),
                null,
                hasHistory(sight)));
    }

    private Opening nothing(TicketSight sight, List<Line> told, List<Line> why, @Nullable Others others, String key) {
        var lines = new ArrayList<>(why);
        lines.addAll(warnings(sight));
        Subject subject =
                sight.account().map(account -> subject(sight, account)).orElseGet(() -> contactSubject(sight, null));
        return new Opening(
                mark(key, lines),
                subject,
                caution(words.word("nothing-offered.title")),
                told,
                others == null ? null : purpose(sight),
                null,
                List.of(),
                others,
                lines,
                words.word("nothing-offered.say"),
                hasHistory(sight));
    }

    private Opening nobody(TicketSight sight, List<Line> told, String key) {
        String standing = key.equals("unmatched") ? "not-matched" : key;
        boolean search = sight.customer().isPresent();
        return new Opening(
                mark(key, search, purpose(sight)),
                contactSubject(sight, words.word(standing)),
                new Line(Tone.CALM, words.word(key + ".title")),
                told,
                purpose(sight),
                null,
                List.of(),
                new Others(search, noSearch(sight), false, null),
                warnings(sight),
                null,
                hasHistory(sight));
    }

    private Opening ambiguous(TicketSight sight, List<Line> told) {
        var picks = sight.candidates().stream().map(this::pick).toList();
        return new Opening(
                mark(picks, purpose(sight)),
                contactSubject(sight, words.word("ambiguous")),
                new Line(Tone.CALM, words.word("ambiguous.title")),
                told,
                purpose(sight),
                null,
                picks,
                new Others(sight.customer().isPresent(), noSearch(sight), true, null),
                warnings(sight),
                null,
                hasHistory(sight));
    }

    /** Two people of one name are told apart by what is on file for them. */
    private Pick pick(Account account) {
        var places = Stream.of(account.mobile(viewer.now()), account.mail(viewer.now()))
                .flatMap(Optional::stream)
                .toList();
        boolean possible =
                places.stream().anyMatch(point -> point.standing(viewer.now()).serves());
        String known =
                places.stream().map(ContactPoint::place).map(Place::masked).collect(Collectors.joining(" · "));
        return new Pick(
                account.id().value(),
                words.name(account.name()),
                known.isEmpty() ? words.word("pick.nothing") : known,
                possible);
    }

    private Subject subject(TicketSight sight, Account account) {
        return new Subject(words.name(account.name()), company(sight), words.word("matched"));
    }

    private Subject contactSubject(TicketSight sight, @Nullable String standing) {
        Contact contact = sight.ticket().contact();
        return contact == null
                ? new Subject(company(sight), null, standing)
                : new Subject(words.name(contact.name()), company(sight), standing);
    }

    private String company(TicketSight sight) {
        return words.name(sight.ticket().companyName());
    }

    private @Nullable String noSearch(TicketSight sight) {
        return sight.customer().isPresent() ? null : words.word("no-customer");
    }

    /** Where something on file is closed, a number given on the phone must not be the way round it. */
    private Optional<String> closed(Account account) {
        return account.points().stream()
                        .map(ContactPoint::state)
                        .anyMatch(state -> state == ContactPoint.State.FROZEN || state == ContactPoint.State.OPTED_OUT)
                ? Optional.of(words.word("supplied.closed"))
                : Optional.empty();
    }

    private Purpose purpose(TicketSight sight) {
        var actions = Arrays.stream(Action.values())
                .map(action -> new Card.ActionChoice(
                        action,
                        words.action(action),
                        words.need(action == sight.action() ? sight.need() : policy.need(action)),
                        action == sight.action()))
                .toList();
        return new Purpose(actions, Direction.INBOUND, false);
    }

    /** As it was asked for before. */
    private Purpose purpose(Request request) {
        return new Purpose(
                List.of(new Card.ActionChoice(
                        request.action(), words.action(request.action()), words.need(request.need()), true)),
                request.direction(),
                true);
    }

    /** Methods that need an enrolled device are listed only once there is one: until then they would only be in the way. */
    private List<Card.MethodChoice> methods(List<Offer> offers, Offer chosen) {
        return offers.stream()
                .filter(offer -> offer.refusal() != Refusal.NOT_ENROLLED)
                .filter(offer -> offer.offered() || offer.method().channels().size() == 1)
                .map(offer -> new Card.MethodChoice(
                        offer.method().key(),
                        words.method(offer.method()),
                        offer.method().channels().size() == 1 ? masked(offer) : "",
                        offer.offered() ? level(offer).toString() : null,
                        offer.equals(chosen),
                        whyNot(offer).orElse(null)))
                .toList();
    }

    private String named(Offer offer) {
        return (words.method(offer.method()) + " " + masked(offer)).strip();
    }

    private static String masked(Offer offer) {
        return String.join(", ", offer.to());
    }

    private Optional<String> whyNot(Offer offer) {
        if (offer.refusal() != null) {
            return Optional.of(words.reason(offer.refusal()));
        }
        return Optional.ofNullable(offer.limit()).map(limit -> words.sentence(limit, viewer.zone(), viewer.now()));
    }

    private @Nullable String weak(Action action, Need need, Assurance gives) {
        if (need.metBy(gives)) {
            return null;
        }
        return need.secondPerson()
                ? words.say("weak.second-person", capital(words.action(action)))
                : words.say("weak", capital(words.action(action)), need.level(), gives);
    }

    private List<Line> warnings(TicketSight sight) {
        var lines = new ArrayList<Line>();
        if (sight.lookAlikes() > 0) {
            lines.add(new Line(Tone.BAD, words.say("warning.look-alikes", sight.lookAlikes())));
        }
        if (past(sight).anyMatch(before -> before.verification().disputed())) {
            lines.add(new Line(Tone.BAD, words.word("warning.disputed")));
        }
        sight.current()
                .map(VerificationSight::verification)
                .flatMap(this::earlier)
                .ifPresent(lines::add);
        return lines;
    }

    private Optional<Line> earlier(Verification verification) {
        return verification
                .decidingEvent()
                .map(event -> new Line(
                        Tone.CALM,
                        words.say(
                                "earlier",
                                outcomeAndLevel(verification),
                                words.time(event.at(), viewer.zone(), viewer.now()),
                                words.actor(whoActed(verification)))));
    }

    private String outcomeAndLevel(Verification verification) {
        String outcome = verification.outcome().map(words::outcome).orElseGet(() -> words.word("history.open"));
        return verification
                .assurance()
                .map(level -> outcome + " (" + level + ")")
                .orElse(outcome);
    }

    private static Stream<VerificationSight> past(TicketSight sight) {
        return Stream.concat(sight.current().stream(), sight.history().stream());
    }

    private static boolean hasHistory(TicketSight sight) {
        return past(sight).findAny().isPresent();
    }

    // ---- a code is on its way, or there ----

    private Card.Waiting waiting(TicketSight sight, VerificationSight seen, Telling telling) {
        var verification = seen.verification();
        var request = verification.request();
        var deliveries = deliveries(verification);
        Entry entry = entry(seen);
        var progress = new Progress(
                verification.id().value(),
                subject(sight, request),
                countdown(verification, seen.now()),
                task(verification, entry),
                entry,
                told(telling, true),
                deliveries,
                about(request));
        if (nothingHappened(verification)) {
            return new Card.Sending(progress);
        }
        return switch (entry) {
            case Entry.Shown shown -> new Card.WaitingShown(progress);
            case Entry.Typed typed -> new Card.WaitingBlind(progress);
            case Entry.ReadOut readOut -> new Card.WaitingOutbound(progress);
        };
    }

    /** A code stands on the card only where it is both handed in and meant to be seen. */
    private Entry entry(VerificationSight seen) {
        var verification = seen.verification();
        Optional<Digits> code = seen.code()
                .filter(there -> verification.open() && verification.codeShown())
                .map(there -> new Digits(
                        there.digits().substring(0, 3), there.digits().substring(3)));
        if (verification.request().direction() == Direction.OUTBOUND) {
            return new Entry.ReadOut(code.orElse(null));
        }
        return code.<Entry>map(Entry.Shown::new)
                .orElseGet(() -> new Entry.Typed(
                        words.say("tries", seen.triesLeft()),
                        seen.triesLeft() >= policy.limits().triesPerCode()));
    }

    private String task(Verification verification, Entry entry) {
        return switch (entry) {
            case Entry.Shown shown -> words.say("waiting.shown", places(verification.request(), Destination::masked));
            case Entry.Typed typed -> words.word("waiting.blind");
            case Entry.ReadOut readOut -> words.word(readOut.code() == null ? "waiting.no-code" : "waiting.outbound");
        };
    }

    private List<String> about(Request request) {
        var about = new ArrayList<String>();
        if (request.action() != Action.NOT_STATED) {
            about.add(words.say("waiting.for", words.action(request.action())));
        }
        if (!isViewer(request.by())) {
            about.add(words.say("waiting.asked-by", words.actor(request.by())));
        }
        if (request.direction() == Direction.OUTBOUND) {
            about.add(words.word("waiting.outbound.number"));
        }
        return about;
    }

    private static Countdown countdown(Verification verification, Instant now) {
        Duration left = Duration.between(now, verification.deadline());
        return new Countdown(verification.requestedAt(), now, verification.deadline(), Math.max(0, left.toSeconds()));
    }

    private static boolean nothingHappened(Verification verification) {
        return verification.events().stream()
                .noneMatch(event -> event instanceof CodeSent
                        || event instanceof MaybeSent
                        || event instanceof CodeDelivered
                        || event instanceof DeliveryFailed);
    }

    private List<Line> deliveries(Verification verification) {
        return verification.request().destinations().stream()
                .map(destination -> delivery(verification, destination))
                .toList();
    }

    private Line delivery(Verification verification, Destination destination) {
        int copy = verification.copies();
        Channel channel = destination.channel();
        String to = capital(words.say("to", words.channel(channel), destination.masked()));
        var failed = of(verification, DeliveryFailed.class, e -> e.channel() == channel && e.copy() == copy);
        if (failed.isPresent()) {
            var problem = failed.get().problem();
            return caution(words.say("waiting.failed", to, words.sentence(problem)) + ". " + words.advice(problem));
        }
        var delivered = of(verification, CodeDelivered.class, e -> e.channel() == channel && e.copy() == copy);
        if (delivered.isPresent()) {
            return calm(words.say(
                    "waiting.delivered", to, words.seconds(delivered.get().at(), viewer.zone())));
        }
        var maybe = of(verification, MaybeSent.class, e -> e.channel() == channel && e.copy() == copy);
        if (maybe.isPresent()) {
            return caution(
                    words.say("waiting.maybe", to, words.seconds(maybe.get().at(), viewer.zone())));
        }
        var sent = of(verification, CodeSent.class, e -> e.channel() == channel && e.copy() == copy);
        return sent.map(there -> calm(words.say("waiting.sent", to, words.seconds(there.at(), viewer.zone()))))
                .orElseGet(() -> calm(words.say("waiting.sending.line", to)));
    }

    private static <E extends VerificationEvent> Optional<E> of(
            Verification verification, Class<E> kind, Predicate<E> which) {
        return verification.events().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(which)
                .findFirst();
    }

    private Subject subject(TicketSight sight, Request request) {
        String name =
                request.subject() == null ? request.destinations().getFirst().masked() : words.name(request.subject());
        return new Subject(name, company(sight), null);
    }

    // ---- it ended ----

    /** The card of an outcome; none where it is history for whoever looks. */
    private Card.@Nullable Decided decided(TicketSight sight, VerificationSight seen, List<Line> told) {
        var verification = seen.verification();
        VerificationEvent event = verification.decidingEvent().orElseThrow();
        if (verification.disputed()) {
            return new Card.Disputed(disputed(sight, seen, told));
        }
        boolean old = !viewer.now().isBefore(event.at().plus(ONE_CALL));
        return switch (event) {
            case Verified verified -> old ? null : verified(sight, seen, told);
            case Reached reached -> old ? null : new Card.Reached(reached(sight, seen, told));
            case Denied denied ->
                switch (denied.reason()) {
                    case NOT_ME, STOPPED -> new Card.DeniedByUser(deniedByUser(sight, seen, denied, told));
                    case BY_TECHNICIAN ->
                        new Card.DeniedByTechnician(failed(
                                sight,
                                seen,
                                told,
                                words.say("denied.BY_TECHNICIAN", words.actor(denied.by())),
                                List.of(calm(words.word("denied.BY_TECHNICIAN.text"))),
                                words.word("denied.BY_TECHNICIAN.say")));
                    case WRONG_CODES ->
                        new Card.WrongCodes(failed(
                                sight,
                                seen,
                                told,
                                words.word("denied.WRONG_CODES"),
                                List.of(caution(words.word("denied.WRONG_CODES.text"))),
                                words.word("denied.WRONG_CODES.say")));
                };
            case Expired expired -> new Card.Expired(expired(sight, seen, told));
            case Undeliverable undeliverable -> undeliverable(sight, seen, told);
            case Cancelled cancelled ->
                new Card.Cancelled(failed(
                        sight,
                        seen,
                        told,
                        words.say("cancelled." + cancelled.reason(), words.actor(cancelled.by())),
                        List.of(calm(words.word("cancelled.text"))),
                        words.word("cancelled.say")));
            default -> throw new IllegalStateException("no outcome");
        };
    }

    private Card.@Nullable Decided verified(TicketSight sight, VerificationSight seen, List<Line> told) {
        var verification = seen.verification();
        var verified = (Verified) verification.decidingEvent().orElseThrow();
        Optional<Actor.Technician> whose = whose(verification);
        boolean mine = whose.isEmpty()
                || isViewer(whose.get())
                || takenOverBy(verification).anyMatch(this::isViewer);
        if (!mine) {
            boolean canBeTakenOver = verification.takeOver(viewer.technician(), viewer.now()) instanceof Decision.Taken;
            return canBeTakenOver
                    ? new Card.VerifiedForAnother(forAnother(sight, seen, whose.get(), verified, told))
                    : null;
        }
        return verification.enough()
                ? new Card.Verified(enough(sight, seen, verified, told))
                : new Card.VerifiedTooWeak(tooWeak(sight, seen, verified, told));
    }

    /** On whose call the person was verified; nobody's where a program did it on its own. */
    private static Optional<Actor.Technician> whose(Verification verification) {
        Actor decider =
                verification.decidingEvent().map(VerificationEvent::decidedBy).orElseThrow();
        Actor actor = decider instanceof Actor.EndUser ? verification.request().by() : decider;
        return switch (actor) {
            case Actor.Technician technician -> Optional.of(technician);
            case Actor.Automation automation -> Optional.ofNullable(automation.technician());
            case Actor.EndUser endUser -> Optional.empty();
            case Actor.Connector() -> Optional.empty();
        };
    }

    private static Stream<Actor.Technician> takenOverBy(Verification verification) {
        return verification.events().stream()
                .filter(TakenOver.class::isInstance)
                .map(TakenOver.class::cast)
                .map(TakenOver::by);
    }

    private Result enough(TicketSight sight, VerificationSight seen, Verified verified, List<Line> told) {
        var verification = seen.verification();
        Assurance level = verification.assurance().orElseThrow();
        var facts = new ArrayList<Line>();
        facts.add(calm(restsOn(verification, verified)));
        chosen(verification).ifPresent(facts::add);
        facts.addAll(reach(level));
        takenOverBy(verification)
                .map(technician -> calm(words.say("verified.taken-over", words.actor(technician))))
                .forEach(facts::add);
        facts.addAll(lookAlikes(sight));
        return result(
                sight,
                seen,
                new Headline(
                        Tone.GOOD, words.outcome(Outcome.VERIFIED), words.say("verified", level, way(verification))),
                told,
                facts,
                null,
                new Next.New(false));
    }

    private List<Line> reach(Assurance level) {
        var stated = Arrays.stream(Action.values()).filter(action -> action != Action.NOT_STATED);
        var byReach = stated.collect(
                Collectors.partitioningBy(action -> policy.need(action).metBy(level)));
        var lines = new ArrayList<Line>();
        List<Action> enough = requireNonNull(byReach.get(true));
        List<Action> notEnough = requireNonNull(byReach.get(false));
        if (!enough.isEmpty()) {
            lines.add(calm(words.say("verified.enough", words.actions(enough))));
        }
        if (!notEnough.isEmpty()) {
            lines.add(calm(words.say("verified.not-enough", words.actions(notEnough))));
        }
        return lines;
    }

    private Result tooWeak(TicketSight sight, VerificationSight seen, Verified verified, List<Line> told) {
        var verification = seen.verification();
        var request = verification.request();
        Assurance level = verification.assurance().orElseThrow();
        String action = capital(words.action(request.action()));
        String need = words.need(request.need());
        var stronger = sight.offers().stream()
                .filter(Offer::offered)
                .filter(offer -> level(offer).compareTo(level) > 0)
                .toList();
        boolean sameAccount = sameAccount(sight, request);
        String what;
        Next next;
        if (request.need().secondPerson()) {
            what = words.say("too-weak.second-person", action, need);
            next = new Next.New(false);
        } else if (sameAccount && !stronger.isEmpty()) {
            what = words.say("too-weak.level", action, need);
            next = new Next.Again(purpose(request), again(request, stronger, null));
        } else {
            what = words.say("too-weak.nothing-stronger", action, need);
            next = new Next.New(true);
        }
        var facts = new ArrayList<Line>();
        facts.add(caution(what));
        facts.add(calm(restsOn(verification, verified)));
        chosen(verification).ifPresent(facts::add);
        facts.addAll(lookAlikes(sight));
        return result(
                sight,
                seen,
                new Headline(
                        Tone.CAUTION,
                        words.outcome(Outcome.VERIFIED),
                        words.say("too-weak", level, words.action(request.action()))),
                told,
                facts,
                words.word("too-weak.say"),
                next);
    }

    private Result forAnother(
            TicketSight sight, VerificationSight seen, Actor.Technician whose, Verified verified, List<Line> told) {
        var verification = seen.verification();
        return result(
                sight,
                seen,
                new Headline(
                        Tone.CALM,
                        words.outcome(Outcome.VERIFIED),
                        words.say(
                                "verified.for-another",
                                words.actor(whose),
                                verification.assurance().orElseThrow(),
                                words.time(verified.at(), viewer.zone(), viewer.now()))),
                told,
                List.of(
                        caution(words.say("verified.for-another.text", words.actor(whose))),
                        calm(restsOn(verification, verified))),
                null,
                new Next.TakeOver());
    }

    private String restsOn(Verification verification, Verified verified) {
        return words.say(
                "verified.rests",
                places(verification.request(), destination -> standing(destination, verification.requestedAt())),
                words.word("compared." + verified.comparison()));
    }

    private String way(Verification verification) {
        return verification.request().destinations().stream()
                .map(destination -> words.say("to", words.channel(destination.channel()), destination.masked()))
                .collect(Collectors.joining(words.word("and")));
    }

    private String standing(Destination destination, Instant then) {
        return switch (destination.basis()) {
            case SETTLED -> {
                Instant since = destination.onFileSince();
                yield since == null
                        ? words.say("place.on-file", destination.masked())
                        : words.say(
                                "place.on-file.days",
                                destination.masked(),
                                Duration.between(since, then).toDays());
            }
            case SHARED -> words.say("place.shared", destination.masked());
            case SUPPLIED -> words.say("place.supplied", destination.masked());
        };
    }

    private Optional<Line> chosen(Verification verification) {
        return verification.request().matchedBy() == Request.MatchedBy.CHOICE
                ? Optional.of(calm(words.word("verified.chosen")))
                : Optional.empty();
    }

    private Result reached(TicketSight sight, VerificationSight seen, List<Line> told) {
        var verification = seen.verification();
        return result(
                sight,
                seen,
                new Headline(
                        Tone.CAUTION,
                        words.outcome(Outcome.REACHED),
                        words.say("reached", places(verification.request(), Destination::masked))),
                told,
                List.of(caution(words.word("reached.text")), calm(words.word("reached.not-on-file"))),
                words.word("reached.say"),
                new Next.New(true));
    }

    private Result deniedByUser(TicketSight sight, VerificationSight seen, Denied denied, List<Line> told) {
        var request = seen.verification().request();
        String who = subject(sight, request).name();
        return result(
                sight,
                seen,
                new Headline(Tone.BAD, words.outcome(Outcome.DENIED), words.say("denied." + denied.reason(), who)),
                told,
                List.of(new Line(
                        Tone.BAD,
                        words.say("denied." + denied.reason() + ".text", places(request, Destination::masked)))),
                words.word("denied.user.say"),
                new Next.New(false));
    }

    private Result disputed(TicketSight sight, VerificationSight seen, List<Line> told) {
        var verification = seen.verification();
        VerificationEvent event = verification.decidingEvent().orElseThrow();
        return result(
                sight,
                seen,
                new Headline(
                        Tone.BAD,
                        words.word("outcome.DISPUTED"),
                        words.say(
                                "disputed",
                                subject(sight, verification.request()).name())),
                told,
                List.of(new Line(
                        Tone.BAD,
                        words.say(
                                "disputed.text",
                                outcomeAndLevel(verification),
                                words.time(event.at(), viewer.zone(), viewer.now())))),
                words.word("disputed.say"),
                new Next.New(false));
    }

    private Result expired(TicketSight sight, VerificationSight seen, List<Line> told) {
        String key = seen.verification().request().direction() == Direction.OUTBOUND ? "expired.outbound" : "expired";
        return failed(
                sight, seen, told, words.word(key), List.of(calm(words.word(key + ".text"))), words.word(key + ".say"));
    }

    private Card.Decided undeliverable(TicketSight sight, VerificationSight seen, List<Line> told) {
        var verification = seen.verification();
        var problems = verification.events().stream()
                .filter(DeliveryFailed.class::isInstance)
                .map(DeliveryFailed.class::cast)
                .collect(Collectors.toMap(
                        DeliveryFailed::channel, DeliveryFailed::problem, (first, last) -> last, TreeMap::new));
        boolean ours = !problems.isEmpty() && problems.values().stream().allMatch(CardOf::providersFault);
        var facts = new ArrayList<Line>();
        for (Destination destination : verification.request().destinations()) {
            DeliveryProblem problem = problems.getOrDefault(destination.channel(), DeliveryProblem.UNKNOWN);
            String to = capital(words.say("to", words.channel(destination.channel()), destination.masked()));
            facts.add(caution(words.say("waiting.failed", to, words.sentence(problem)) + ". " + words.advice(problem)));
        }
        if (ours) {
            facts.add(calm(words.word("provider-down.text")));
        }
        var request = verification.request();
        Next next = tryAgain(sight, verification);
        String say = "undeliverable.say";
        if (sameAccount(sight, request)) {
            var works = working(sight, problems.keySet());
            if (works.isEmpty()) {
                facts.add(calm(words.word("works.nothing")));
                say = "undeliverable.nothing.say";
                // the fault of the moment passes; a number that cannot get texts does not get them the second time
                next = ours ? next : new Next.New(true);
            } else if (next instanceof Next.Again again) {
                next = new Next.Again(again.purpose(), again(request, works, words.word("works")));
            }
        }
        var headline = words.word(ours ? "provider-down" : "undeliverable");
        var result = failed(sight, seen, told, headline, facts, words.word(ours ? "provider-down.say" : say), next);
        return ours ? new Card.ProviderDown(result) : new Card.Undeliverable(result);
    }

    private static boolean providersFault(DeliveryProblem problem) {
        return switch (problem) {
            case SENDER_NOT_READY, PROVIDER_REFUSES_US, PROVIDER_DOWN -> true;
            case OPTED_OUT,
                    NOT_A_NUMBER,
                    CANNOT_RECEIVE_TEXTS,
                    UNREACHABLE,
                    BLOCKED_BY_CARRIER,
                    UNKNOWN_NUMBER,
                    FILTERED_AS_SPAM,
                    COUNTRY_NOT_ENABLED,
                    NO_SUCH_MAILBOX,
                    UNKNOWN -> false;
        };
    }

    /** Ways that do not use a channel which just failed. */
    private static List<Offer> working(TicketSight sight, Set<Channel> failed) {
        return sight.offers().stream()
                .filter(Offer::offered)
                .filter(offer -> offer.method().channels().stream().noneMatch(failed::contains))
                .toList();
    }

    /** A result that proved nothing, with the way to try again. */
    private Result failed(
            TicketSight sight, VerificationSight seen, List<Line> told, String rest, List<Line> facts, String say) {
        return failed(sight, seen, told, rest, facts, say, tryAgain(sight, seen.verification()));
    }

    private Result failed(
            TicketSight sight,
            VerificationSight seen,
            List<Line> told,
            String rest,
            List<Line> facts,
            String say,
            Next next) {
        var verification = seen.verification();
        Outcome outcome = verification.outcome().orElseThrow();
        Tone tone = outcome == Outcome.UNDELIVERABLE ? Tone.CAUTION : Tone.CALM;
        var lines = new ArrayList<>(facts);
        lines.addAll(lookAlikes(sight));
        return result(sight, seen, new Headline(tone, words.outcome(outcome), rest), told, lines, say, next);
    }

    private Next tryAgain(TicketSight sight, Verification verification) {
        var request = verification.request();
        boolean supplied = request.destinations().stream().allMatch(place -> place.basis() == Basis.SUPPLIED);
        boolean contactIsStillThere = sight.ticket().contact() == null
                ? request.contact() == null
                : sight.ticket().contact().ref().equals(request.contact());
        AccountId account = request.account();
        if (sight.ticket().closed() || supplied || account == null || !contactIsStillThere) {
            return new Next.New(true);
        }
        if (!sameAccount(sight, request)) {
            return request.matchedBy() == Request.MatchedBy.CHOICE
                    ? new Next.Again(purpose(request), new Begin(account.value(), null, List.of(), null))
                    : new Next.New(true);
        }
        var offered = sight.offers().stream().filter(Offer::offered).toList();
        return offered.isEmpty()
                ? new Next.New(true)
                : new Next.Again(purpose(request), again(request, sight.offers(), null));
    }

    private Begin again(Request request, List<Offer> offers, @Nullable String lead) {
        Offer chosen = preselected(offers).orElseThrow();
        return new Begin(null, lead, methods(offers, chosen), weak(request.action(), request.need(), level(chosen)));
    }

    private static boolean sameAccount(TicketSight sight, Request request) {
        return sight.account()
                .map(Account::id)
                .filter(id -> id.equals(request.account()))
                .isPresent();
    }

    private List<Line> lookAlikes(TicketSight sight) {
        return sight.lookAlikes() == 0
                ? List.of()
                : List.of(new Line(Tone.BAD, words.say("warning.look-alikes", sight.lookAlikes())));
    }

    private Result result(
            TicketSight sight,
            VerificationSight seen,
            Headline headline,
            List<Line> told,
            List<Line> facts,
            @Nullable String say,
            Next next) {
        var verification = seen.verification();
        return new Result(
                verification.id().value(),
                subject(sight, verification.request()),
                headline,
                told,
                facts,
                say,
                notes(seen),
                next);
    }

    private List<Line> notes(VerificationSight seen) {
        var lines = new ArrayList<Line>();
        for (NoteKind kind : NoteKind.values()) {
            NoteProgress progress = seen.notes().get(kind);
            if (progress != null) {
                lines.add(note(seen, kind, progress));
            }
        }
        if (of(seen.verification(), NoteDoubled.class, doubled -> true).isPresent()) {
            lines.add(caution(words.word("note.doubled")));
        }
        return lines;
    }

    private Line note(VerificationSight seen, NoteKind kind, NoteProgress progress) {
        String receipt = seen.receipt().orElse("–");
        String key = switch (kind) {
            case OUTCOME -> "note.";
            case DISPUTE -> "note.dispute.";
        };
        return switch (progress.state()) {
            case OWED, POSTING, UNKNOWN -> calm(words.say(key + "owed", receipt));
            case PARKED -> caution(words.say(key + "parked", receipt));
            case WRITTEN -> {
                String at = of(seen.verification(), NoteWritten.class, written -> written.kind() == kind)
                        .map(written -> words.time(written.at(), viewer.zone(), viewer.now()))
                        .orElse("");
                yield calm(words.say(key + "written", at, receipt));
            }
        };
    }

    // ---- history ----

    private Card history(TicketSight sight) {
        return new Card.History(past(sight)
                .sorted(Comparator.comparing((VerificationSight before) ->
                                before.verification().requestedAt())
                        .reversed())
                .map(before -> past(before.verification()))
                .toList());
    }

    private Past past(Verification verification) {
        String text = words.say(
                "history.line",
                words.time(verification.requestedAt(), viewer.zone(), viewer.now()),
                outcomeAndLevel(verification),
                capital(way(verification)),
                words.actor(whoActed(verification)));
        return new Past(text, verification.disputed());
    }

    /** On our side: who decided, else who asked. */
    private static Actor whoActed(Verification verification) {
        return verification
                .decidingEvent()
                .map(VerificationEvent::decidedBy)
                .filter(actor -> actor instanceof Actor.Technician || actor instanceof Actor.Automation)
                .orElse(verification.request().by());
    }

    /** The same in every process for what is written the same. */
    private static String mark(Object... parts) {
        return Integer.toHexString(Arrays.toString(parts).hashCode());
    }

    // ---- small words ----

    private String places(Request request, Function<Destination, String> how) {
        return request.destinations().stream().map(how).collect(Collectors.joining(words.word("and")));
    }

    private static Line caution(String text) {
        return new Line(Tone.CAUTION, text);
    }

    private static Line calm(String text) {
        return new Line(Tone.CALM, text);
    }

    private String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(words.locale()) + text.substring(1);
    }
}
