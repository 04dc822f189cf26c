package io.countersign.verification;

import io.countersign.account.ContactPointId;
import io.countersign.account.PlaceHash;
import io.countersign.challenge.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a code goes, and what that place is worth. The full number or address is not here: events are kept for ever.
 *
 * @param basis what the place was when the code was asked for; never looked up again
 * @param prefix keyed hash under which bulk texts are counted; absent for mail
 * @param onFileSince since when it stood at the account; absent for a place given during the contact
 * @param country of a number, as two letters; absent for mail
 */
public record Destination(
        Channel channel,
        Basis basis,
        String masked,
        PlaceHash hash,
        @Nullable PlaceHash prefix,
        @Nullable ContactPointId point,
        @Nullable Instant onFileSince,
        @Nullable String country) {

    /** What a place says about the person who answers there. */
    public enum Basis {
        /** A settled point of the account. */
        SETTLED,
        /** A settled point that also stands at another account. */
        SHARED,
        /** Given during the contact, or on file but not settled. */
        SUPPLIED
    }
}
