package io.countersign.app.pod;

import io.countersign.app.words.InsideWords;
import io.countersign.policy.Assurance;
import io.countersign.policy.LimitReached;
import io.countersign.verification.Offer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Between which methods somebody can choose: what is offered, or where nothing is, what only a short wait holds back.
 *
 * @param chosen unless somebody chooses: what proves most, the first among equals
 * @param from when it can be asked for; absent where that is now
 */
record Choice(List<Offer> possible, Offer chosen, @Nullable Instant from) {
    static Optional<Choice> of(List<Offer> offers, Instant now) {
        var offered = offers.stream().filter(Offer::offered).toList();
        return offered.isEmpty() ? afterAWait(offers, now) : strongest(offered, null);
    }

    private static Optional<Choice> afterAWait(List<Offer> offers, Instant now) {
        return offers.stream()
                .flatMap(offer -> held(offer).stream())
                .filter(until -> InsideWords.isShort(until, now))
                .min(Comparator.naturalOrder())
                .flatMap(first -> strongest(
                        offers.stream()
                                .filter(offer ->
                                        held(offer).filter(first::equals).isPresent())
                                .toList(),
                        first));
    }

    /** Until when it is held back, where nothing else is in its way. */
    private static Optional<Instant> held(Offer offer) {
        return offer.refusal() == null ? Optional.ofNullable(offer.limit()).map(LimitReached::until) : Optional.empty();
    }

    private static Optional<Choice> strongest(List<Offer> possible, @Nullable Instant from) {
        Offer best = null;
        for (Offer offer : possible) {
            if (best == null || level(offer).compareTo(level(best)) > 0) {
                best = offer;
            }
        }
        return best == null ? Optional.empty() : Optional.of(new Choice(possible, best, from));
    }

    static Assurance level(Offer offer) {
        return Objects.requireNonNullElse(offer.level(), Assurance.A0);
    }
}
