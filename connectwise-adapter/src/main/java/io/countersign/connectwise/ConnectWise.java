package io.countersign.connectwise;

import io.countersign.psa.ChangedTickets;
import io.countersign.psa.PsaRecords;
import io.countersign.ticket.TicketRef;

/** The calls we make. */
interface ConnectWise extends PsaRecords, ChangedTickets {
    /** Whether ConnectWise lets this member, by the member's own credential, read this ticket. The company is the installation's own. */
    boolean maySee(TicketRef ticket, String memberId, String memberHash);
}
