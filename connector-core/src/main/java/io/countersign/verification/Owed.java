package io.countersign.verification;

import io.countersign.account.AccountId;
import io.countersign.challenge.Channel;
import io.countersign.verification.VerificationEvent.NoteKind;
import java.time.Instant;

/** Work that an event owes the outside world. It commits together with the event and is done by a worker, at least once. */
public sealed interface Owed {
    /** The code, to the destination of this channel. {@code copy} counts from 1; a resend is the next copy. */
    record SendCode(Channel channel, int copy) implements Owed {}

    /** The deadline has to be kept even if nobody is looking. */
    record Expire(Instant at) implements Owed {}

    record LeaveNote(NoteKind kind) implements Owed {}

    /** Nothing of this person proves anything until somebody at the MSP has looked. Done at once, in the transaction that owes it. */
    record FreezeFactors(AccountId account) implements Owed {}

    /** The team has to hear of it outside the pod. */
    record Alert() implements Owed {}
}
