package io.countersign.verification;

import io.countersign.policy.LimitReached;
import java.util.List;

/** What came of somebody's wish to decide something. */
public sealed interface Decision {
    /** It happened: these events are appended, in this order. */
    record Taken(List<VerificationEvent> events) implements Decision {
        public Taken {
            events = List.copyOf(events);
            if (events.isEmpty()) {
                throw new IllegalArgumentException("something happened");
            }
        }

        static Taken of(VerificationEvent... events) {
            return new Taken(List.of(events));
        }
    }

    /** Somebody, or the deadline, was first; the outcome stands. */
    record AlreadyDecided(Outcome outcome, Actor by) implements Decision {}

    /** Nothing new: the same was said before. */
    record Unchanged() implements Decision {}

    /** A limit refuses it now; nothing was compared or sent, and nothing was counted. */
    record Limited(LimitReached limit) implements Decision {}

    /** This verification does not work that way. */
    record NotThisWay(Why why) implements Decision {
        public enum Why {
            /** Its code is read out by the technician; nothing is typed or approved on our side. */
            OUTBOUND,
            /** Its code is not shown, so nobody can have compared it. */
            CODE_NOT_SHOWN,
            /** Only the end user of an outbound verification confirms. */
            INBOUND,
            /** A take-over is for another technician, within fifteen minutes of a verified outcome, on the same ticket. */
            NOT_TO_BE_TAKEN_OVER
        }
    }
}
