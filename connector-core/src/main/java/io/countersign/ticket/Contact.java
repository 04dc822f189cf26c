package io.countersign.ticket;

import java.util.List;

/**
 * The PSA's own record of a person. What it holds is a claim: it takes part in matching, never in proving.
 *
 * @param emails as the PSA keeps them, free text
 * @param mobiles as the PSA keeps them, free text; only what the PSA (or the installation's list of type names) calls a mobile
 */
public record Contact(ContactRef ref, CompanyRef company, String name, List<String> emails, List<String> mobiles) {
    public Contact {
        emails = List.copyOf(emails);
        mobiles = List.copyOf(mobiles);
    }

    /** Prints without name, address or number, so that a careless log line stays harmless. */
    @Override
    public String toString() {
        return "Contact[" + ref + "]";
    }
}
