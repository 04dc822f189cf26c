package io.countersign.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A number or address of an account.
 *
 * @param firstSeen when it first stood at this account; survives a re-import
 * @param replaces the point that served before, where this one came as a change
 * @param shared whether it stands at another open account of the installation too, so that it cannot say which of them holds it
 */
public record ContactPoint(
        ContactPointId id,
        Place place,
        PlaceHash hash,
        Provenance provenance,
        Instant firstSeen,
        Settling settling,
        @Nullable ContactPointId replaces,
        State state,
        boolean shared) {

    /** What is known of the way to this point, apart from whom it belongs to. */
    public enum State {
        USABLE,
        /** The holder texted STOP: only their own START reopens it. */
        OPTED_OUT,
        /** A landline, an unknown number, a mailbox that does not exist. */
        CANNOT_RECEIVE,
        /** Somebody there said "that wasn't me" to a verification that had been decided, or was reported lost. */
        FROZEN
    }

    /** What this point is good for at {@code now}, apart from whether a later point has taken its place. */
    public Standing standing(Instant now) {
        return switch (state) {
            case OPTED_OUT -> Standing.OPTED_OUT;
            case CANNOT_RECEIVE -> Standing.CANNOT_RECEIVE;
            case FROZEN -> Standing.FROZEN;
            case USABLE -> !settling.settled(now) ? Standing.UNSETTLED : shared ? Standing.SHARED : Standing.SETTLED;
        };
    }

    /** What a contact point is good for. */
    public enum Standing {
        SETTLED,
        SHARED,
        UNSETTLED,
        OPTED_OUT,
        CANNOT_RECEIVE,
        FROZEN;

        /** Whether a code may go there to prove something about the account. */
        public boolean serves() {
            return this == SETTLED || this == SHARED;
        }
    }
}
