package io.countersign.autotask;

import io.countersign.ticket.InstallationId;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Whose turn it is to call. Autotask rejects the fourth call under way at one entity of one tracking identifier, whichever of our replicas makes it, and frees a
 * place a little later than its answer arrives; so the application lets two at a time through for each entity and installation, over all replicas.
 */
public interface Turns {
    /**
     * Makes the call when it has a turn, on the calling thread, and gives the turn back however the call ends.
     *
     * @param entity the vendor's name of it; what lies below an entity's address counts as the entity
     * @param longestWait how long to wait for the turn; the call itself takes what it takes
     * @throws io.countersign.ticket.PsaFault.Busy when no turn came in time; then nothing was called
     */
    <T> T inTurn(InstallationId installation, String entity, Duration longestWait, Supplier<T> call);
}
