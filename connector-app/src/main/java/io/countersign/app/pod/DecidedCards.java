package io.countersign.app.pod;

import static java.util.Objects.requireNonNull;

import io.countersign.account.AccountId;
import io.countersign.app.desk.TicketSight;
import io.countersign.app.desk.VerificationSight;
import io.countersign.app.pod.Card.Begin;
import io.countersign.app.pod.Card.Headline;
import io.countersign.app.pod.Card.Line;
import io.countersign.app.pod.Card.Next;
import io.countersign.app.pod.Card.Result;
import io.countersign.app.pod.Card.Tone;
import io.countersign.challenge.Channel;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.Policy;
import io.countersign.ticket.NoteProgress;
import io.countersign.verification.Actor;
import io.countersign.verification.Decision;
import io.countersign.verification.Destination;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.Direction;
import io.countersign.verification.Offer;
import io.countersign.verification.Outcome;
import io.countersign.verification.Request;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationEvent.DeliveryFailed;
import io.countersign.verification.VerificationEvent.Denied;
import io.countersign.verification.VerificationEvent.Expired;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cards of an outcome.
 *
 * <p>A result counts for one call: for the technician who had it, or to whom the call was handed over, and for an hour. After that it is history, and history is
 * never a green light beside the button.
 */
final class DecidedCards extends Look {
    /** How long a result is shown as the result of the call that is going on. */
    static final Duration ONE_CALL = Duration.ofHours(1);

    DecidedCards(Policy policy, Viewer viewer) {
        super(policy, viewer);
    }

    /** The card of an outcome; none where it is history for whoever looks. */
    Card.@Nullable Decided decided(TicketSight sight, VerificationSight seen, List<Line> told) {
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
                        words.word(
                                switch (cancelled.reason()) {
                                    case BY_TECHNICIAN, REPLACED, DIRECTION_SWITCHED, CONTACT_CHANGED ->
                                        "cancelled.say";
                                    case TICKET_CLOSED -> "closed.say";
                                    case ERASED -> "nothing-offered.say";
                                })));
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
        var stronger = Choice.of(
                sight.offers().stream()
                        .filter(offer -> Choice.level(offer).compareTo(level) > 0)
                        .toList(),
                viewer.now());
        boolean sameAccount = sameAccount(sight, request);
        String what;
        Next next;
        if (request.need().secondPerson()) {
            what = words.say("too-weak.second-person", action, need);
            next = new Next.New(false);
        } else if (sameAccount && stronger.isPresent()) {
            what = words.say("too-weak.level", action, need);
            next = new Next.Again(purpose(request), again(stronger.get(), null));
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
        var destinations = verification.request().destinations();
        boolean one = destinations.size() == 1;
        String places = destinations.stream()
                .map(destination -> {
                    String standing = standing(destination, verification.requestedAt());
                    return one ? capital(standing) : words.say("place", destination.masked(), standing);
                })
                .collect(Collectors.joining(words.word("and")));
        String compared =
                "compared." + verified.comparison() + (verified.by() instanceof Actor.Automation ? ".automation" : "");
        return words.say("verified.rests", places, words.word(compared));
    }

    private String standing(Destination destination, Instant then) {
        return switch (destination.basis()) {
            case SETTLED -> {
                Instant since = destination.onFileSince();
                yield since == null
                        ? words.word("place.on-file")
                        : words.say(
                                "place.on-file.days",
                                Duration.between(since, then).toDays());
            }
            case SHARED -> words.word("place.shared");
            case SUPPLIED -> words.word("place.supplied");
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
        boolean ours = !problems.isEmpty() && problems.values().stream().allMatch(DecidedCards::providersFault);
        var facts = new ArrayList<Line>();
        var request = verification.request();
        boolean one = request.destinations().size() == 1;
        String headline = words.word("undeliverable");
        for (Destination destination : request.destinations()) {
            DeliveryProblem problem = problems.getOrDefault(destination.channel(), DeliveryProblem.UNKNOWN);
            String to = capital(words.say("to", words.channel(destination.channel()), destination.masked()));
            if (one) {
                headline = words.sentence(problem);
                facts.add(caution(words.say("undeliverable.place", to, words.advice(problem))));
            } else {
                facts.add(caution(words.say("waiting.failed", to, words.sentence(problem), words.advice(problem))));
            }
        }
        Next next = tryAgain(sight, verification);
        String say = "undeliverable.say";
        if (sameAccount(sight, request)) {
            var others = others(sight, problems.keySet());
            var works = Choice.of(others, viewer.now());
            if (works.isEmpty()) {
                facts.addAll(worksLater(others));
                say = "undeliverable.nothing.say";
                // the fault of the moment passes; a number that cannot get texts does not get them the second time
                next = ours ? next : new Next.New(true);
            } else if (next instanceof Next.Again again) {
                next = new Next.Again(again.purpose(), again(works.get(), words.word("works")));
            }
        }
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
    private static List<Offer> others(TicketSight sight, Set<Channel> failed) {
        return sight.offers().stream()
                .filter(offer -> offer.refusal() == null)
                .filter(offer -> offer.method().channels().stream().noneMatch(failed::contains))
                .toList();
    }

    /** Which limits hold back what else is on file for longer than one waits; that nothing is, where there are none. */
    private List<Line> worksLater(List<Offer> others) {
        return others.isEmpty()
                ? List.of(calm(words.word("works.nothing")))
                : others.stream()
                        .flatMap(offer -> whyNot(offer).stream())
                        .distinct()
                        .map(Look::calm)
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
        // what was said for the outcome may promise another message, and there is none on a closed ticket
        String possible = sight.ticket().closed() ? words.word("closed.say") : say;
        return result(sight, seen, new Headline(tone, words.outcome(outcome), rest), told, lines, possible, next);
    }

    private Next tryAgain(TicketSight sight, Verification verification) {
        var request = verification.request();
        boolean supplied = request.destinations().stream().allMatch(place -> place.basis() == Basis.SUPPLIED);
        boolean contactIsStillThere = sight.ticket().contact() == null
                ? request.contact() == null
                : sight.ticket().contact().ref().equals(request.contact());
        AccountId account = request.account();
        if (sight.ticket().closed()) {
            return new Next.New(false);
        }
        if (supplied || account == null || !contactIsStillThere) {
            return new Next.New(true);
        }
        if (!sameAccount(sight, request)) {
            return request.matchedBy() == Request.MatchedBy.CHOICE
                    ? new Next.Again(purpose(request), new Begin(account.value(), null, List.of(), List.of(), null))
                    : new Next.New(true);
        }
        return Choice.of(sight.offers(), viewer.now())
                .<Next>map(choice -> new Next.Again(purpose(request), again(choice, null)))
                .orElseGet(() -> new Next.New(true));
    }

    private Begin again(Choice choice, @Nullable String lead) {
        var possible = methods(choice.possible(), choice).stream()
                .filter(method -> method.chosen() || !method.to().isEmpty())
                .toList();
        return new Begin(null, lead, possible, List.of(), after(choice));
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
}
