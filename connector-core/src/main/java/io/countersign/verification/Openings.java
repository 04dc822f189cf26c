package io.countersign.verification;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.ContactPoint;
import io.countersign.account.PlaceHash;
import io.countersign.policy.Policy;
import io.countersign.policy.Tallies;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketRef;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Begins verifications. */
public interface Openings {
    /**
     * Reads the account, decides and keeps as one transaction, together with the work that the request owes. When one opens, whatever is still open on the same
     * ticket is cancelled by the same actor in the same transaction: there are never two live codes for one ticket.
     *
     * @param supplied the place given during the contact, so that its counts are read under a lock
     */
    Opening open(
            InstallationId installation,
            @Nullable TicketRef ticket,
            @Nullable AccountId account,
            @Nullable PlaceHash supplied,
            BiFunction<Situation, Instant, Opening> decide);

    /**
     * What {@code decide} may look at, all read under the lock.
     *
     * @param supplied what is known of the place given during the contact, whoever it belongs to
     */
    record Situation(Optional<Account> account, ContactPoint.State supplied, Policy policy, Tallies tallies) {}
}
