package io.countersign.app.pod;

import io.countersign.account.Account;
import io.countersign.account.ContactPoint;
import io.countersign.account.Match;
import io.countersign.account.Place;
import io.countersign.app.desk.TicketSight;
import io.countersign.app.desk.VerificationSight;
import io.countersign.app.pod.Card.Begin;
import io.countersign.app.pod.Card.Line;
import io.countersign.app.pod.Card.Opening;
import io.countersign.app.pod.Card.Others;
import io.countersign.app.pod.Card.Pick;
import io.countersign.app.pod.Card.Subject;
import io.countersign.app.pod.Card.Tone;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.Policy;
import io.countersign.ticket.Contact;
import io.countersign.verification.Offer;
import io.countersign.verification.Refusal;
import io.countersign.verification.Verification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cards while nothing is going on: who could be verified and how, or why nobody can. */
final class StartCards extends Look {
    StartCards(Policy policy, Viewer viewer) {
        super(policy, viewer);
    }

    Card start(TicketSight sight, List<Line> told) {
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
        Optional<Choice> choice = Choice.of(sight.offers(), viewer.now());
        if (choice.isEmpty()) {
            var why = whyNothing(sight.offers());
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
        return new Card.Matched(new Opening(
                mark(account.id(), offered(sight, choice.get()), purpose),
                subject(sight, account),
                null,
                told,
                purpose,
                new Begin(
                        null,
                        null,
                        methods(sight.offers(), choice.get()),
                        cautions(sight, choice.get()),
                        after(choice.get())),
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

    /** What can be chosen and what not, but not for how long: a wait that runs down leaves the card as it is. */
    private static List<String> offered(TicketSight sight, Choice choice) {
        return sight.offers().stream()
                .map(offer -> mark(
                        offer.method(),
                        offer.to(),
                        Objects.toString(offer.refusal()),
                        choice.possible().contains(offer)))
                .toList();
    }

    /** For each action and each level that can be chosen: the page shows the one that fits what is chosen on it. */
    private List<Card.Caution> cautions(TicketSight sight, Choice choice) {
        var cautions = new ArrayList<Card.Caution>();
        var levels = choice.possible().stream().map(Choice::level).distinct().toList();
        for (Action action : Action.values()) {
            for (Assurance level : levels) {
                String text = weak(action, need(sight, action), level);
                if (text != null) {
                    boolean now = action == sight.action() && level == Choice.level(choice.chosen());
                    cautions.add(new Card.Caution(action, level.toString(), text, now));
                }
            }
        }
        return cautions;
    }

    /** One line for each reason: a freeze closes everything on file alike. */
    private List<Line> whyNothing(List<Offer> offers) {
        var byReason = new LinkedHashMap<String, List<String>>();
        for (Offer offer : offers) {
            if (offer.method().channels().size() == 1) {
                whyNot(offer).ifPresent(reason -> {
                    var ways = byReason.computeIfAbsent(reason, unseen -> new ArrayList<>());
                    // a limit's sentence says itself what it is about
                    if (offer.refusal() != null) {
                        ways.add(named(offer));
                    }
                });
            }
        }
        return byReason.entrySet().stream()
                .map(entry -> entry.getValue().isEmpty()
                        ? entry.getKey()
                        : words.say("why", String.join(words.word("and"), entry.getValue()), entry.getKey()))
                .map(Look::caution)
                .toList();
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
                words.word(sight.ticket().closed() ? "closed.say" : "nothing-offered.say"),
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
                // a disputed one is told as such
                .filter(before -> !before.disputed())
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

    /** The same in every process for what is written the same. */
    static String mark(Object... parts) {
        return Integer.toHexString(Arrays.toString(parts).hashCode());
    }
}
