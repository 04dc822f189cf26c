package io.countersign.app.pod;

import io.countersign.account.Account;
import io.countersign.app.desk.TicketSight;
import io.countersign.app.desk.VerificationSight;
import io.countersign.app.pod.Card.Line;
import io.countersign.app.pod.Card.Purpose;
import io.countersign.app.pod.Card.Subject;
import io.countersign.app.pod.Card.Tone;
import io.countersign.app.words.InsideWords;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.LimitReached;
import io.countersign.policy.Need;
import io.countersign.policy.Policy;
import io.countersign.verification.Actor;
import io.countersign.verification.Destination;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.Direction;
import io.countersign.verification.Offer;
import io.countersign.verification.Outcome;
import io.countersign.verification.Refusal;
import io.countersign.verification.Request;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One look of one person at one ticket: what the cards of every state say alike. */
abstract sealed class Look permits CardOf, StartCards, WaitingCards, DecidedCards {
    final Policy policy;
    final Viewer viewer;
    final InsideWords words;

    Look(Policy policy, Viewer viewer) {
        this.policy = policy;
        this.viewer = viewer;
        this.words = new InsideWords(viewer.locale());
    }

    List<Line> told(Telling telling, boolean outcomeIsHidden) {
        return switch (telling) {
            case Telling.Nothing() -> List.of();
            case Telling.Refused(var refusal) -> List.of(caution(words.sentence(refusal)));
            case Telling.Limited(var limit) -> List.of(limited(limit));
            case Telling.NotThisWay(var why) -> List.of(caution(words.sentence(why)));
            case Telling.WrongCode() -> List.of(caution(words.word("told.wrong-code")));
            case Telling.SameWrongCode() -> List.of(caution(words.word("told.same-wrong-code")));
            case Telling.NotACode() -> List.of(caution(words.word("told.not-a-code")));
            case Telling.NoSuchAccount() -> List.of(caution(words.word("told.no-such-account")));
            case Telling.Lost(var outcome, var by) ->
                isViewer(by) && !outcomeIsHidden ? List.of() : List.of(caution(first(outcome, by)));
        };
    }

    private Line limited(LimitReached limit) {
        return new Line(
                Tone.CAUTION,
                words.sentence(limit, viewer.zone(), viewer.now()),
                InsideWords.isShort(limit.until(), viewer.now())
                        ? Duration.between(viewer.now(), limit.until())
                        : null);
    }

    String first(Outcome outcome, Actor by) {
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

    boolean isViewer(Actor actor) {
        return actor instanceof Actor.Technician technician
                && technician.identifier().equals(viewer.technician().identifier());
    }

    String company(TicketSight sight) {
        return words.name(sight.ticket().companyName());
    }

    Purpose purpose(TicketSight sight) {
        var actions = Arrays.stream(Action.values())
                .map(action -> new Card.ActionChoice(
                        action, words.action(action), words.need(need(sight, action)), action == sight.action()))
                .toList();
        return new Purpose(actions, Direction.INBOUND, false);
    }

    Need need(TicketSight sight, Action action) {
        return action == sight.action() ? sight.need() : policy.need(action);
    }

    /** As it was asked for before. */
    Purpose purpose(Request request) {
        return new Purpose(
                List.of(new Card.ActionChoice(
                        request.action(), words.action(request.action()), words.need(request.need()), true)),
                request.direction(),
                true);
    }

    /** Methods that need an enrolled device are listed only once there is one: until then they would only be in the way. */
    List<Card.MethodChoice> methods(List<Offer> offers, Choice choice) {
        return offers.stream()
                .filter(offer -> offer.refusal() != Refusal.NOT_ENROLLED)
                .filter(offer -> choice.possible().contains(offer)
                        || offer.method().channels().size() == 1)
                .map(offer -> {
                    boolean possible = choice.possible().contains(offer);
                    return new Card.MethodChoice(
                            offer.method().key(),
                            words.method(offer.method()),
                            offer.method().channels().size() == 1 ? masked(offer) : "",
                            possible ? Choice.level(offer).toString() : null,
                            offer.equals(choice.chosen()),
                            possible ? null : whyNot(offer).orElse(null));
                })
                .toList();
    }

    /** How long to wait for what was chosen. */
    Card.@Nullable Wait after(Choice choice) {
        if (choice.from() == null) {
            return null;
        }
        Duration left = Duration.between(viewer.now(), choice.from());
        return new Card.Wait(left, words.span("wait", left));
    }

    String named(Offer offer) {
        return (words.method(offer.method()) + " " + masked(offer)).strip();
    }

    static String masked(Offer offer) {
        return String.join(", ", offer.to());
    }

    Optional<String> whyNot(Offer offer) {
        if (offer.refusal() != null) {
            return Optional.of(words.reason(offer.refusal()));
        }
        return Optional.ofNullable(offer.limit()).map(limit -> words.sentence(limit, viewer.zone(), viewer.now()));
    }

    @Nullable
    String weak(Action action, Need need, Assurance gives) {
        if (need.metBy(gives)) {
            return null;
        }
        return need.secondPerson()
                ? words.say("weak.second-person", capital(words.action(action)))
                : words.say("weak", capital(words.action(action)), need.level(), gives);
    }

    String outcomeAndLevel(Verification verification) {
        String outcome = verification.outcome().map(words::outcome).orElseGet(() -> words.word("history.open"));
        return verification
                .assurance()
                .map(level -> outcome + " (" + level + ")")
                .orElse(outcome);
    }

    static Stream<VerificationSight> past(TicketSight sight) {
        return Stream.concat(sight.current().stream(), sight.history().stream());
    }

    static boolean hasHistory(TicketSight sight) {
        return past(sight).findAny().isPresent();
    }

    static <E extends VerificationEvent> Optional<E> of(Verification verification, Class<E> kind, Predicate<E> which) {
        return verification.events().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(which)
                .findFirst();
    }

    /** A place that is not on file identifies nobody, so no name stands over it. */
    Subject subject(TicketSight sight, Request request) {
        String name = request.subject() == null || supplied(request)
                ? request.destinations().getFirst().masked()
                : words.name(request.subject());
        return new Subject(name, company(sight), null);
    }

    static boolean sameAccount(TicketSight sight, Request request) {
        return sight.account()
                .map(Account::id)
                .filter(id -> id.equals(request.account()))
                .isPresent();
    }

    static boolean supplied(Request request) {
        return request.destinations().stream().anyMatch(place -> place.basis() == Basis.SUPPLIED);
    }

    String way(Verification verification) {
        return verification.request().destinations().stream()
                .map(destination -> words.say("to", words.channel(destination.channel()), destination.masked()))
                .collect(Collectors.joining(words.word("and")));
    }

    List<Line> lookAlikes(TicketSight sight) {
        return sight.lookAlikes() == 0
                ? List.of()
                : List.of(new Line(Tone.BAD, words.say("warning.look-alikes", sight.lookAlikes())));
    }

    /** On our side: who decided, else who asked. */
    static Actor whoActed(Verification verification) {
        return verification
                .decidingEvent()
                .map(VerificationEvent::decidedBy)
                .filter(actor -> actor instanceof Actor.Technician || actor instanceof Actor.Automation)
                .orElse(verification.request().by());
    }

    String places(Request request, Function<Destination, String> how) {
        return request.destinations().stream().map(how).collect(Collectors.joining(words.word("and")));
    }

    static Line caution(String text) {
        return new Line(Tone.CAUTION, text);
    }

    static Line calm(String text) {
        return new Line(Tone.CALM, text);
    }

    String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(words.locale()) + text.substring(1);
    }
}
