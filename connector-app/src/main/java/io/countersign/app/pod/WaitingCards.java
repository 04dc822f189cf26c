package io.countersign.app.pod;

import io.countersign.app.desk.TicketSight;
import io.countersign.app.desk.VerificationSight;
import io.countersign.app.pod.Card.Countdown;
import io.countersign.app.pod.Card.Digits;
import io.countersign.app.pod.Card.Entry;
import io.countersign.app.pod.Card.Line;
import io.countersign.app.pod.Card.Progress;
import io.countersign.app.words.InsideWords;
import io.countersign.challenge.Channel;
import io.countersign.policy.Action;
import io.countersign.policy.Policy;
import io.countersign.verification.Destination;
import io.countersign.verification.Direction;
import io.countersign.verification.Request;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.CodeDelivered;
import io.countersign.verification.VerificationEvent.CodeSent;
import io.countersign.verification.VerificationEvent.DeliveryFailed;
import io.countersign.verification.VerificationEvent.MaybeSent;
import io.countersign.verification.VerificationEvent.SendDelayed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The cards while a verification is open. */
final class WaitingCards extends Look {
    WaitingCards(Policy policy, Viewer viewer) {
        super(policy, viewer);
    }

    Card.Waiting waiting(TicketSight sight, VerificationSight seen, List<Line> told) {
        var verification = seen.verification();
        var request = verification.request();
        var deliveries = new ArrayList<>(deliveries(verification));
        if (uncertain(verification)) {
            instead(sight, seen).ifPresent(deliveries::add);
        }
        Entry entry = entry(seen);
        var progress = new Progress(
                verification.id().value(),
                subject(sight, request),
                countdown(verification, seen.now()),
                task(verification, entry),
                entry,
                told,
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
        if (supplied(request)) {
            about.add(words.word("waiting.supplied"));
        }
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

    /** Whether the message service is in trouble with what is not there yet. */
    private static boolean uncertain(Verification verification) {
        int copy = verification.copies();
        return verification.request().destinations().stream()
                .map(Destination::channel)
                .anyMatch(channel -> of(
                                        verification,
                                        VerificationEvent.class,
                                        event -> delayed(event, channel, copy) || maybe(event, channel, copy))
                                .isPresent()
                        && of(verification, VerificationEvent.class, event -> arrives(event, channel, copy))
                                .isEmpty());
    }

    private static boolean delayed(VerificationEvent event, Channel channel, int copy) {
        return event instanceof SendDelayed e && e.channel() == channel && e.copy() == copy;
    }

    private static boolean maybe(VerificationEvent event, Channel channel, int copy) {
        return event instanceof MaybeSent e && e.channel() == channel && e.copy() == copy;
    }

    private static boolean arrives(VerificationEvent event, Channel channel, int copy) {
        return (event instanceof CodeSent sent && sent.channel() == channel && sent.copy() == copy)
                || (event instanceof CodeDelivered delivered
                        && delivered.channel() == channel
                        && delivered.copy() == copy);
    }

    /** What the same person can be asked by instead, now or after a short wait, strongest first. */
    private Optional<Line> instead(TicketSight sight, VerificationSight seen) {
        var verification = seen.verification();
        if (!sameAccount(sight, verification.request())) {
            return Optional.empty();
        }
        var used = verification.request().destinations().stream()
                .map(Destination::channel)
                .toList();
        return sight.offers().stream()
                .filter(offer -> offer.refusal() == null)
                .filter(offer -> offer.limit() == null
                        || InsideWords.isShort(offer.limit().until(), seen.now()))
                .filter(offer -> offer.method().channels().stream().noneMatch(used::contains))
                .max(Comparator.comparing(Choice::level))
                .map(offer -> calm(words.say("waiting.instead", named(offer))));
    }

    private Line delivery(Verification verification, Destination destination) {
        int copy = verification.copies();
        Channel channel = destination.channel();
        String to = capital(words.say("to", words.channel(channel), destination.masked()));
        var failed = of(verification, DeliveryFailed.class, e -> e.channel() == channel && e.copy() == copy);
        if (failed.isPresent()) {
            var problem = failed.get().problem();
            return caution(words.say("waiting.failed", to, words.sentence(problem), words.advice(problem)));
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
        if (sent.isPresent()) {
            return calm(words.say("waiting.sent", to, words.seconds(sent.get().at(), viewer.zone())));
        }
        return of(verification, SendDelayed.class, e -> e.channel() == channel && e.copy() == copy)
                .map(there -> caution(words.say("waiting.delayed", to)))
                .orElseGet(() -> calm(words.say("waiting.sending.line", to)));
    }
}
