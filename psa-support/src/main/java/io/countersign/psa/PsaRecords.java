package io.countersign.psa;

import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.Contact;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.Technician;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.WrittenNote;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls that every PSA answers, one method each, in core's words. Every method may throw a {@link io.countersign.ticket.PsaFault}; none repeats, none remembers. */
public interface PsaRecords {
    /** Empty when the PSA has no such ticket. */
    Optional<TicketRecord> ticket(TicketRef ref);

    /** Empty when the contact is gone, inactive or of no company: such a record must not take part in matching. */
    Optional<Contact> contact(ContactRef ref);

    NoteId write(TicketRef ticket, Note note);

    List<WrittenNote> newestNotes(TicketRef ticket, Instant since);

    /** Empty when there is no active technician of that identifier. */
    Optional<Technician> technician(InstallationId installation, String identifier);

    /** The active technicians of that mail address. */
    List<Technician> techniciansOf(InstallationId installation, String address);

    /** Reads what many calls need and no verification should wait for. To be called at the start; may be repeated. */
    default void prepare(InstallationId installation) {}

    /** A ticket without the contact's record. */
    record TicketRecord(
            TicketRef ref,
            TicketName name,
            CompanyRef company,
            String companyName,
            @Nullable ContactRef contact,
            boolean closed,
            @Nullable String type) {
        public Ticket with(@Nullable Contact record) {
            return new Ticket(ref, name, company, companyName, record, closed, type);
        }
    }
}
