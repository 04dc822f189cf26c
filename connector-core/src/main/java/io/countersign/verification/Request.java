package io.countersign.verification;

import io.countersign.account.AccountId;
import io.countersign.policy.Action;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.Need;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.TicketRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for when a verification began.
 *
 * @param ticket absent where it belongs to none
 * @param contact the ticket's contact at that moment; when the ticket changes it, the verification is cancelled
 * @param account absent where nobody is matched or chosen: then the outcome can at best be {@link Outcome#REACHED}
 * @param subject the account's name, or how the place given during the contact was called
 * @param matchedBy how the account was found
 * @param need what the action asked for, by the policy of that moment
 * @param reason why a place that is not on file was used; written by a technician, so it goes into no message
 */
public record Request(
        @Nullable TicketRef ticket,
        @Nullable ContactRef contact,
        @Nullable AccountId account,
        @Nullable String subject,
        MatchedBy matchedBy,
        List<Destination> destinations,
        Action action,
        Need need,
        Direction direction,
        CodeEntry entry,
        Actor by,
        @Nullable String reason) {
    public Request {
        destinations = List.copyOf(destinations);
        if (destinations.isEmpty()) {
            throw new IllegalArgumentException("a code goes somewhere");
        }
        boolean onFile = destinations.stream().allMatch(place -> place.basis() != Destination.Basis.SUPPLIED);
        if (onFile && account == null) {
            throw new IllegalArgumentException("a place on file belongs to an account");
        }
    }

    /** How the account was found. */
    public enum MatchedBy {
        /** By the match rule, from the ticket's contact. */
        RULE,
        /** A technician chose the account: Verify as…, or the pick among candidates. */
        CHOICE,
        /** Not at all. */
        NOBODY
    }

    /** Prints without the person's name or the technician's reason. */
    @Override
    public String toString() {
        return "Request[" + direction + " " + action + " " + destinations.size() + " destinations]";
    }
}
