package io.countersign.account;

import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The accounts of all installations, for reading. Whatever is asked, only that installation's accounts answer. */
public interface Accounts {
    Optional<Account> account(InstallationId installation, AccountId id);

    /** The customer that a company of the PSA stands for. */
    Optional<Customer> customerOf(CompanyRef company);

    /**
     * For each key of a contact (its own number, then each place) the open accounts of the customer that it hits. A place hits where it is settled at the account:
     * a number that somebody just changed must not decide who is meant.
     */
    List<Set<AccountId>> hits(Customer customer, Optional<ContactRef> contact, List<Place> places);
}
