package io.countersign.app.psa;

import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.psa.KeptTickets;
import io.countersign.psa.TicketWarmth;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.Technician;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.TicketSystem;
import io.countersign.ticket.WrittenNote;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the PSA that the installation has. */
public final class EachPsa implements TicketSystem, TicketWarmth {
    private final Installations installations;
    private final Map<Psa.Kind, KeptTickets> each;

    public EachPsa(Installations installations, Map<Psa.Kind, KeptTickets> each) {
        this.installations = installations;
        this.each = Map.copyOf(each);
    }

    private KeptTickets of(InstallationId installation) {
        var kind = installations.get(installation).psa().kind();
        return Optional.ofNullable(each.get(kind))
                .orElseThrow(() -> new IllegalStateException("no adapter for " + kind.key()));
    }

    /** As {@link io.countersign.psa.PsaRecords#prepare}. */
    public void prepare(InstallationId installation) {
        of(installation).prepare(installation);
    }

    @Override
    public Optional<Ticket> ticket(TicketRef ref) {
        return of(ref.installation()).ticket(ref);
    }

    @Override
    public NoteId write(TicketRef ticket, Note note) {
        return of(ticket.installation()).write(ticket, note);
    }

    @Override
    public List<WrittenNote> newestNotes(TicketRef ticket, Instant since) {
        return of(ticket.installation()).newestNotes(ticket, since);
    }

    @Override
    public Optional<Technician> technician(InstallationId installation, String identifier) {
        return of(installation).technician(installation, identifier);
    }

    @Override
    public List<Technician> techniciansOf(InstallationId installation, String address) {
        return of(installation).techniciansOf(installation, address);
    }

    @Override
    public Optional<Ticket> warm(TicketRef ref) {
        return of(ref.installation()).warm(ref);
    }

    @Override
    public Optional<Ticket> warmNow(TicketRef ref) {
        return of(ref.installation()).warmNow(ref);
    }

    @Override
    public Optional<Ticket> known(TicketRef ref) {
        return of(ref.installation()).known(ref);
    }

    @Override
    public Optional<TicketName> name(TicketRef ref) {
        return of(ref.installation()).name(ref);
    }

    @Override
    public void forget(TicketRef ref) {
        of(ref.installation()).forget(ref);
    }

    @Override
    public void forget(ContactRef ref) {
        of(ref.installation()).forget(ref);
    }
}
