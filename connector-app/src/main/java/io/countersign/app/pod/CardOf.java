package io.countersign.app.pod;

import static java.util.Objects.requireNonNull;

import io.countersign.app.desk.TicketSight;
import io.countersign.app.desk.VerificationSight;
import io.countersign.app.pod.Card.Notice;
import io.countersign.app.pod.Card.Past;
import io.countersign.app.pod.Card.Pick;
import io.countersign.app.words.InsideWords;
import io.countersign.policy.Policy;
import io.countersign.verification.Offer;
import io.countersign.verification.Verification;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which card is shown and what stands on it. A pure function of what the help desk may see, who looks, and what was just pressed.
 */
public final class CardOf extends Look {
    private final StartCards starting;
    private final WaitingCards waiting;
    private final DecidedCards decided;

    /** For one look at one ticket. */
    public CardOf(Policy policy, Viewer viewer) {
        super(policy, viewer);
        this.starting = new StartCards(policy, viewer);
        this.waiting = new WaitingCards(policy, viewer);
        this.decided = new DecidedCards(policy, viewer);
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
            return waiting.waiting(sight, current.get(), told(telling, true));
        }
        if (current.isPresent() && view == View.NOW) {
            Card.@Nullable Decided card = decided.decided(sight, current.get(), told(telling, false));
            if (card != null) {
                return lost(telling) ? new Card.SomebodyElseDecided(card) : card;
            }
        }
        return starting.start(sight, told(telling, true));
    }

    /** The card while the ticket cannot be read. */
    public static Card psaDown(InsideWords words) {
        return new Card.PsaDown(retried(notice(words, "psa-down", words.word("psa-down.say"), "button.retry")));
    }

    /**
     * The cards that a page shows before anything of the ticket is known; the first one stands in it from the start.
     *
     * @param signsInInstead whether the identity provider can be asked where the PSA does not confirm who somebody is
     */
    public static List<Card> beforeProof(InsideWords words, boolean signsInInstead) {
        return List.of(
                new Card.Shell(notice(words, "shell", null, null)),
                new Card.Proving(notice(words, "proving", null, null)),
                new Card.OutsideTicket(notice(words, "outside", null, null)),
                new Card.TicketNotSaved(notice(words, "unsaved", null, null)),
                new Card.NotProved(
                        signsInInstead
                                ? notice(words, "not-proved-sign-in", null, "button.sign-in-now")
                                : notice(words, "not-proved", null, "button.retry")),
                new Card.TooManyClaims(retried(notice(words, "too-many-claims", null, "button.retry"))),
                new Card.NotInstalled(notice(words, "not-installed", null, "button.retry")),
                new Card.UnusableClaim(notice(words, "unusable-claim", null, "button.retry")),
                psaDown(words),
                new Card.SessionOver(notice(words, "session-over", null, "button.sign-in")),
                new Card.SignIn(notice(words, "sign-in", null, "button.sign-in-now")),
                new Card.SigningIn(notice(words, "signing-in", null, "button.window-again")),
                new Card.SignInDown(retried(notice(words, "sign-in-down", null, "button.retry"))),
                new Card.SignInMissing(notice(words, "sign-in-missing", null, "button.retry")),
                new Card.WindowBlocked(notice(words, "window-blocked", null, "button.sign-in-now")),
                new Card.Moved(notice(words, "moved", null, "button.here-again")));
    }

    private static Notice notice(InsideWords words, String key, @Nullable String say, @Nullable String press) {
        return new Notice(
                words.word(key + ".title"),
                words.word(key + ".text"),
                say,
                press == null ? null : words.word(press),
                false);
    }

    private static Notice retried(Notice notice) {
        return new Notice(notice.title(), notice.text(), notice.say(), notice.press(), true);
    }

    /** The method that is chosen unless somebody chooses: the strongest that is offered, the first among equals. */
    public static Optional<Offer> preselected(List<Offer> offers) {
        return offers.stream()
                .filter(Offer::offered)
                .reduce((best, offer) -> Choice.level(offer).compareTo(Choice.level(best)) > 0 ? offer : best);
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

    private boolean lost(Telling telling) {
        return telling instanceof Telling.Lost other && !isViewer(other.by());
    }

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
}
