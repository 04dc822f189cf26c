package io.countersign.connectwise;

import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.Contact;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.Technician;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.WrittenNote;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls we make, one method each, in core's words. Every method may throw a {@link io.countersign.ticket.PsaFault}; none repeats, none remembers. */
interface ConnectWise {
    /** Empty when ConnectWise has no such service ticket. */
    Optional<TicketRecord> ticket(TicketRef ref);

    /** Empty when the contact is gone, inactive or of no company: such a record must not take part in matching. */
    Optional<Contact> contact(ContactRef ref);

    NoteId write(TicketRef ticket, Note note);

    List<WrittenNote> newestNotes(TicketRef ticket, Instant since);

    /** Empty when there is no active member of that identifier. */
    Optional<Technician> member(InstallationId installation, String identifier);

    /** Whether ConnectWise lets this member, by the member's own credential, read this ticket. The company is the installation's own. */
    boolean maySee(TicketRef ticket, String memberId, String memberHash);

    /** A ticket without the contact's record. */
    record TicketRecord(
            TicketRef ref,
            CompanyRef company,
            String companyName,
            @Nullable ContactRef contact,
            boolean closed,
            @Nullable String type) {
        Ticket with(@Nullable Contact record) {
            return new Ticket(ref, company, companyName, record, closed, type);
        }
    }
}
