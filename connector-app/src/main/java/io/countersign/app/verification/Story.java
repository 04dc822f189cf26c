package io.countersign.app.verification;

import io.countersign.journal.ChainHash;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import java.util.List;

/**
 * A verification with the chain over its events. Never changes: with another event it is another story.
 *
 * @param chain the hash after each event, in their order
 */
public record Story(Verification verification, List<ChainHash> chain) {
    public Story {
        chain = List.copyOf(chain);
        if (chain.size() != verification.events().size()) {
            throw new IllegalArgumentException("a hash for each event, and no other");
        }
    }

    /** The chain up to and with this event of the story. */
    public ChainHash chainAt(VerificationEvent event) {
        return chain.get(verification.events().indexOf(event));
    }
}
