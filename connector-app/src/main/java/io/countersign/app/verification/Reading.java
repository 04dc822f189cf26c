package io.countersign.app.verification;

import io.countersign.verification.LiveCode;
import io.countersign.verification.Verification;
import java.time.Instant;
import java.util.Optional;

/**
 * What was read of a verification at one moment, without a lock: for showing and for working, never for deciding.
 *
 * @param live the code and its places, while it is open
 * @param at the moment, by the decision clock
 */
public record Reading(Story story, Optional<LiveCode> live, Instant at) {
    public Verification verification() {
        return story.verification();
    }
}
