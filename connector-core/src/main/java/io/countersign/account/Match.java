package io.countersign.account;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which account the contact of a ticket is. A match only selects an account; it proves nothing. */
public sealed interface Match {
    record Matched(AccountId account) implements Match {}

    /** Several accounts could be meant: a person picks one. */
    record Ambiguous(List<AccountId> candidates) implements Match {
        public Ambiguous {
            candidates = List.copyOf(candidates);
        }
    }

    record Unmatched() implements Match {}

    /**
     * The match rule. Each key of the contact (its PSA id, each exact mail address, each number) that hits exactly one account votes for it; a key that hits
     * several abstains. All votes equal is a match, different votes are ambiguous, no vote is unmatched.
     *
     * @param hits for each key the accounts of the customer that it hits
     */
    static Match byVotes(Collection<Set<AccountId>> hits) {
        Map<String, AccountId> votes = new TreeMap<>();
        for (Set<AccountId> hit : hits) {
            if (hit.size() == 1) {
                AccountId account = hit.iterator().next();
                votes.put(account.value(), account);
            }
        }
        return switch (votes.size()) {
            case 0 -> new Unmatched();
            case 1 -> new Matched(votes.values().iterator().next());
            default -> new Ambiguous(List.copyOf(votes.values()));
        };
    }
}
