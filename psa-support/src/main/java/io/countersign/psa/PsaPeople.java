package io.countersign.psa;

import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.Contact;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom the PSA knows, listed aside from verifications: whoever lists makes one call at a time and waits for its turn, so that a technician's press does not. Every method may
 * throw a {@link io.countersign.ticket.PsaFault} and may be repeated.
 */
public interface PsaPeople {
    /**
     * The contacts after this number, by rising number, also inactive ones.
     *
     * @param after the last number of the page before, or 0
     * @param changedSince only those that changed at or after it; absent for all
     */
    Page<Person> people(InstallationId installation, long after, @Nullable Instant changedSince);

    /** One contact as it is now, also an inactive one; empty when the PSA has no such contact any more. */
    Optional<Person> person(ContactRef ref);

    /** The companies after this number, by rising number, the MSP's own among them. */
    Page<Company> companies(InstallationId installation, long after);

    /**
     * A part of a list.
     *
     * @param upTo the number from which the next page goes on
     * @param last whether nothing comes after
     */
    record Page<T>(List<T> items, long upTo, boolean last) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /**
     * A contact, and what only a take-over wants to know of it. Prints as the contact does.
     *
     * @param company absent where the PSA shows none
     * @param emails as the PSA keeps them, the first is the one it would use
     * @param mobiles as the PSA keeps them, the first is the one it would use; only what it (or the installation's list of type names) calls a mobile
     * @param otherNumbers telephone numbers that nothing calls a mobile
     * @param active whether the PSA still counts it among the company's people
     * @param changed the PSA's own time of the newest change of anything about it
     */
    record Person(
            ContactRef ref,
            @Nullable CompanyRef company,
            String name,
            List<String> emails,
            List<String> mobiles,
            List<String> otherNumbers,
            boolean active,
            @Nullable Instant changed) {
        public Person {
            emails = List.copyOf(emails);
            mobiles = List.copyOf(mobiles);
            otherNumbers = List.copyOf(otherNumbers);
        }

        /** As matching knows it. Empty where it must not take part in matching. */
        public Optional<Contact> contact() {
            return active && company != null
                    ? Optional.of(new Contact(ref, company, name, emails, mobiles))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "Person[" + ref + "]";
        }
    }

    /**
     * A company.
     *
     * @param numbers as the PSA keeps them: they ring at a reception and tell nothing of who picks up
     * @param msp whether the PSA says that it is the MSP itself
     */
    record Company(CompanyRef ref, String name, List<String> numbers, boolean active, boolean msp) {
        public Company {
            numbers = List.copyOf(numbers);
        }

        @Override
        public String toString() {
            return "Company[" + ref + "]";
        }
    }
}
