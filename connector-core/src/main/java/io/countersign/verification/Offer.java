package io.countersign.verification;

import io.countersign.policy.Assurance;
import io.countersign.policy.LimitReached;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a method would do for one account now. All methods are listed, so that a technician sees why one is missing.
 *
 * @param to the masked places that the code would go to
 * @param level what a right code would prove; absent where the method cannot work
 * @param refusal why it is not offered
 * @param limit which limit refuses it just now
 */
public record Offer(
        Method method,
        List<String> to,
        @Nullable Assurance level,
        @Nullable Refusal refusal,
        @Nullable LimitReached limit) {
    public Offer {
        to = List.copyOf(to);
    }

    public boolean offered() {
        return refusal == null && limit == null;
    }
}
