package io.countersign.ticket;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A PSA, seen from the rules. Every method may throw a {@link PsaFault}; an empty answer means "none", never "failed". Time limits, bulkheads and circuit
 * breakers belong to the adapter; no method repeats a call by itself, so the caller decides what may be repeated.
 */
public interface TicketSystem {
    /** The ticket and its contact as they are now, in the fewest calls. Empty when the PSA has no such ticket. */
    Optional<Ticket> ticket(TicketRef ref);

    /**
     * Writes the note once, as an internal note that mails nobody, by our own API member. Not idempotent by itself: after {@link PsaFault.Unclear} the caller
     * looks with {@link #newestNotes} before it asks again.
     */
    NoteId write(TicketRef ticket, Note note);

    /** The ticket's newest notes, newest first, at least those written after {@code since}. For finding our own note by its marker, and look-alikes. */
    List<WrittenNote> newestNotes(TicketRef ticket, Instant since);

    /** The active member of that identifier. Empty when there is none or it is inactive. */
    Optional<Technician> technician(InstallationId installation, String identifier);

    /**
     * The active members of that mail address, in no order. It only proposes who somebody might be: an address proves nothing.
     *
     * @param address as somebody else wrote it; none has what is no plain address
     */
    List<Technician> techniciansOf(InstallationId installation, String address);
}
