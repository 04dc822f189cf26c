package io.countersign.autotask;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketRef;
import java.time.Instant;
import java.util.List;

/** Which tickets changed, for making up for callouts that were lost: after five attempts within two minutes Autotask drops one and tells nobody. */
public interface ChangedTickets {
    /**
     * All tickets that changed at {@code since} or later, by Autotask's clock, lowest number first. Fails as a port does; {@code Busy} also while the database's
     * hourly allowance is nearly used up.
     */
    List<TicketRef> changedSince(InstallationId installation, Instant since);
}
