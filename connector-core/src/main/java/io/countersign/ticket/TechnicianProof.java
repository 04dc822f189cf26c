package io.countersign.ticket;

/**
 * Who opened this page, for which ticket. Nothing that arrives from a browser is proof: the claim is checked with the PSA itself.
 *
 * @param <C> the claim, as the PSA's page hands it out; holds a credential and prints masked
 */
public interface TechnicianProof<C> {
    Answer prove(InstallationId installation, TicketRef ticket, C claim);

    /** What the PSA said of the claim. */
    sealed interface Answer {
        /** The PSA knows this member, the member is active and may see this ticket. */
        record Proved(Technician technician) implements Answer {}

        /** The PSA does not confirm the claim. Never tells why: the page may be an outsider's. */
        record NotProved() implements Answer {}

        /** The PSA could not be asked now; the page may try again. */
        record Unavailable() implements Answer {}
    }
}
