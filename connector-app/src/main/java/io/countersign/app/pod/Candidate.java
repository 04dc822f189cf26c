package io.countersign.app.pod;

import io.countersign.account.Account;
import io.countersign.verification.Offer;
import java.util.List;

/**
 * Somebody whom a search found.
 *
 * @param offers every method for this account, offered or not
 */
public record Candidate(Account account, List<Offer> offers) {
    public Candidate {
        offers = List.copyOf(offers);
    }
}
