package io.countersign.ticket;

import org.jspecify.annotations.Nullable;

/**
 * A ticket as the PSA has it now. The summary is left out on purpose: an outsider may have written it, and no flow needs it.
 *
 * @param name what technicians and their customers call it, and every message and page of ours
 * @param type the PSA's own name for the kind of ticket, from which policy takes the requested action; absent where none is set
 * @param contact absent where the ticket names nobody, or a person without a record
 */
public record Ticket(
        TicketRef ref,
        TicketName name,
        CompanyRef company,
        String companyName,
        @Nullable Contact contact,
        boolean closed,
        @Nullable String type) {}
