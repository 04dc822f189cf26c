package io.countersign.account;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a contact point may already prove something. A new number is where most real attacks go: whoever can change it would be whoever they say. So a change
 * counts only after a quarantine in which the former point was told, could be reached and stayed silent.
 */
public sealed interface Settling {
    Duration QUARANTINE = Duration.ofDays(7);

    boolean settled(Instant now);

    /** Has been there from the beginning, or a person at the MSP confirmed it. */
    record Settled() implements Settling {
        @Override
        public boolean settled(Instant now) {
            return true;
        }
    }

    /** A change: settles at {@code until}, which moves on when the former point is reached, if nobody objected by then. */
    record Quarantined(Instant until, FormerPoint former) implements Settling {
        @Override
        public boolean settled(Instant now) {
            return former == FormerPoint.REACHED && !now.isBefore(until);
        }
    }

    /** Time alone never settles it: a person at the MSP has to confirm it. */
    record AwaitsPerson() implements Settling {
        @Override
        public boolean settled(Instant now) {
            return false;
        }
    }

    /** How far the message to the point that served before has come. */
    enum FormerPoint {
        TO_BE_TOLD,
        TOLD,
        REACHED,
        UNREACHABLE,
        OBJECTED
    }
}
