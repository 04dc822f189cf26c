package io.countersign.verification;

import io.countersign.challenge.Channel;
import io.countersign.challenge.CodeHash;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.ticket.TicketName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a verification's story. Stored events are for ever: new components go last and may be absent. What an event owes the outside world is said in
 * {@link Verification#owes}.
 */
public sealed interface VerificationEvent {
    Instant at();

    /**
     * A code was made and is owed to each destination.
     *
     * @param ticketName absent without a ticket, and in what the first version wrote
     */
    record Requested(
            Instant at,
            Request request,
            Instant deadline,
            CodeHash code,
            @Nullable TicketName ticketName) implements VerificationEvent {}

    /** The provider took the message. */
    record CodeSent(Instant at, Channel channel, int copy) implements VerificationEvent {}

    /** The provider gave no clear answer: the same message goes out once more. */
    record MaybeSent(Instant at, Channel channel, int copy) implements VerificationEvent {}

    /** The provider cannot take the message just now; it is tried again while the code is alive. */
    record SendDelayed(Instant at, Channel channel, int copy) implements VerificationEvent {}

    record CodeDelivered(Instant at, Channel channel, int copy) implements VerificationEvent {}

    /** The message did not arrive, for good. */
    record DeliveryFailed(Instant at, Channel channel, int copy, DeliveryProblem problem)
            implements VerificationEvent {}

    /** The same code goes once more to the same places. */
    record Resent(Instant at, Actor by, int copy) implements VerificationEvent {}

    /** A wrong code was compared. It is kept as a keyed hash, so that the same wrong value counts once. */
    record WrongCode(Instant at, Actor by, CodeHash typed) implements VerificationEvent {}

    record Verified(Instant at, Actor by, Comparison comparison) implements VerificationEvent {}

    record Reached(Instant at, Actor by, Comparison comparison) implements VerificationEvent {}

    record Denied(Instant at, Actor by, Denial reason) implements VerificationEvent {
        public enum Denial {
            BY_TECHNICIAN,
            WRONG_CODES,
            /** The person at the place said that it was not them. */
            NOT_ME,
            /** The person at the place refused further messages while the verification was open. */
            STOPPED
        }
    }

    record Expired(Instant at) implements VerificationEvent {}

    /** No channel that was chosen could deliver. */
    record Undeliverable(Instant at) implements VerificationEvent {}

    record Cancelled(Instant at, Actor by, Cancellation reason) implements VerificationEvent {
        public enum Cancellation {
            BY_TECHNICIAN,
            /** A technician began another one on the same ticket. */
            REPLACED,
            /** A technician began one in the other direction. */
            DIRECTION_SWITCHED,
            TICKET_CLOSED,
            CONTACT_CHANGED,
            /** The account was erased. */
            ERASED
        }

        /** Whether a person at the help desk ended it, rather than a change of the ticket. */
        boolean byPerson() {
            return switch (reason) {
                case BY_TECHNICIAN, REPLACED, DIRECTION_SWITCHED -> true;
                case TICKET_CLOSED, CONTACT_CHANGED, ERASED -> false;
            };
        }
    }

    /** After the outcome, within seven days, somebody at the place said that it was not them. */
    record Disputed(Instant at, Channel channel) implements VerificationEvent {}

    /** A second technician took the call over and may rely on the outcome. */
    record TakenOver(Instant at, Actor.Technician by) implements VerificationEvent {}

    record NoteWritten(Instant at, NoteKind kind, long note) implements VerificationEvent {}

    /** The PSA refuses the note for good: a person has to look. */
    record NoteParked(Instant at, NoteKind kind, String why) implements VerificationEvent {}

    /** The PSA had committed a note late that was posted again meanwhile: two stand on the ticket. */
    record NoteDoubled(Instant at, NoteKind kind, long second) implements VerificationEvent {}

    /** How the code was compared. */
    enum Comparison {
        /** Typed by whoever heard it; the server compared. */
        TYPED,
        /** The technician saw the code and compared. */
        BY_TECHNICIAN,
        /** The end user compared what the technician read out, and said yes. */
        BY_END_USER
    }

    /** The kinds of note a verification can owe; at most one of each. */
    enum NoteKind {
        OUTCOME,
        DISPUTE
    }

    /** The outcome that this event gives, if it gives one. */
    default @Nullable Outcome outcome() {
        return switch (this) {
            case Verified verified -> Outcome.VERIFIED;
            case Reached reached -> Outcome.REACHED;
            case Denied denied -> Outcome.DENIED;
            case Expired expired -> Outcome.EXPIRED;
            case Undeliverable undeliverable -> Outcome.UNDELIVERABLE;
            case Cancelled cancelled -> Outcome.CANCELLED;
            case Requested requested -> null;
            case CodeSent sent -> null;
            case MaybeSent sent -> null;
            case SendDelayed delayed -> null;
            case CodeDelivered delivered -> null;
            case DeliveryFailed failed -> null;
            case Resent resent -> null;
            case WrongCode wrong -> null;
            case Disputed disputed -> null;
            case TakenOver takenOver -> null;
            case NoteWritten written -> null;
            case NoteParked parked -> null;
            case NoteDoubled doubled -> null;
        };
    }

    /** Who gave the outcome. Only for events that give one. */
    default Actor decidedBy() {
        return switch (this) {
            case Verified verified -> verified.by();
            case Reached reached -> reached.by();
            case Denied denied -> denied.by();
            case Cancelled cancelled -> cancelled.by();
            case Expired expired -> new Actor.Connector();
            case Undeliverable undeliverable -> new Actor.Connector();
            default ->
                throw new IllegalStateException("no outcome in " + getClass().getSimpleName());
        };
    }
}
