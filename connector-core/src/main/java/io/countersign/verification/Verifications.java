package io.countersign.verification;

import io.countersign.ticket.InstallationId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/** All verifications, each a list of events. */
public interface Verifications {
    /**
     * Reads, decides and appends as one transaction, together with the work that the events owe. {@code decide} is given the newest state and the time, both read
     * under the verification's lock; it uses nothing that was read outside. Empty when the installation has no such verification.
     */
    Optional<Decision> decide(
            InstallationId installation, VerificationId id, BiFunction<Verification, Instant, Decision> decide);

    /** As it is now, without a lock. For showing, never for deciding. */
    Optional<Verification> find(InstallationId installation, VerificationId id);
}
