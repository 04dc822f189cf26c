package io.countersign.psa;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketRef;
import java.time.Instant;
import java.util.List;

/** What changed, asked instead of told: webhooks are lost without a trace, and nothing tells. */
public interface ChangedTickets {
    /**
     * The tickets that changed at or after {@code since}, in the order of their change, at most {@code most} of them. May throw a
     * {@link io.countersign.ticket.PsaFault}; may be repeated.
     */
    List<Changed> changedSince(InstallationId installation, Instant since, int most);

    /**
     * A ticket's newest change.
     *
     * @param at by the PSA's clock
     */
    record Changed(TicketRef ticket, Instant at) {}
}
