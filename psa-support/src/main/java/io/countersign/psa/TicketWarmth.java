package io.countersign.psa;

import io.countersign.ticket.ContactRef;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import java.util.Optional;

/**
 * Keeps tickets and contacts at hand while callbacks say when they change, so that a verification costs the PSA one call, the note. What was warmed
 * is kept for five minutes at most: a callback can be lost. A contact that was read without a callback is kept for one minute, a ticket not at all.
 */
public interface TicketWarmth {
    /**
     * Reads the ticket anew, and its contact unless a callback warmed that one already, and keeps both. For the worker that follows up a callback. Fails as
     * {@link io.countersign.ticket.TicketSystem#ticket} does, and keeps nothing then; may be repeated.
     */
    Optional<Ticket> warm(TicketRef ref);

    /** As {@link #warm}, also while an adapter saves calls: somebody is being verified on this ticket, and must not be when it closed or changed hands. */
    Optional<Ticket> warmNow(TicketRef ref);

    /** What is kept of the ticket just now. Calls nobody, so empty may mean anything. */
    Optional<Ticket> known(TicketRef ref);

    /** What people call the ticket, as it was when it was last read here: a name stays. Calls nobody, so empty may mean anything. */
    Optional<TicketName> name(TicketRef ref);

    /** Forgets the ticket, also where a read of it is under way. To be called as soon as a callback for it is kept. */
    void forget(TicketRef ref);

    /** Forgets the contact, also where a read of it is under way. To be called as soon as a callback for it is kept. */
    void forget(ContactRef ref);
}
