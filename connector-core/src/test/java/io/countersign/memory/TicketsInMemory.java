package io.countersign.memory;

import io.countersign.ticket.Fault;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.Technician;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.TicketSystem;
import io.countersign.ticket.WrittenNote;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A PSA in memory, which fails when a test tells it to. */
public final class TicketsInMemory implements TicketSystem {
    private final InstantSource clock;
    private final Map<TicketRef, Ticket> tickets = new HashMap<>();
    private final Map<String, Technician> active = new HashMap<>();
    private final List<Kept> notes = new ArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private int calls;

    public TicketsInMemory(InstantSource clock) {
        this.clock = clock;
    }

    private record Kept(TicketRef ticket, WrittenNote note, Instant at) {}

    public synchronized void has(Ticket ticket) {
        tickets.put(ticket.ref(), ticket);
    }

    public synchronized void has(Technician technician) {
        active.put(key(technician.installation(), technician.identifier()), technician);
    }

    /** The next call meets this fault; said twice, the two next calls. */
    public synchronized void failNext(Fault fault) {
        faults.add(fault);
    }

    /** Somebody else writes on the ticket: a colleague, or somebody who would like to be taken for us. */
    public synchronized void somebodyElseWrites(TicketRef ticket, String text) {
        keep(ticket, text, false);
    }

    /** How often the PSA was called, well or badly. */
    public synchronized int calls() {
        return calls;
    }

    /** All notes of a ticket, oldest first. */
    public synchronized List<WrittenNote> notesOn(TicketRef ticket) {
        return notes.stream()
                .filter(kept -> kept.ticket().equals(ticket))
                .map(Kept::note)
                .toList();
    }

    @Override
    public synchronized Optional<Ticket> ticket(TicketRef ref) {
        return answer(() -> Optional.ofNullable(tickets.get(ref)));
    }

    @Override
    public synchronized NoteId write(TicketRef ticket, Note note) {
        return answer(() -> {
            if (!tickets.containsKey(ticket)) {
                throw new PsaFault.Refused("the ticket does not exist", null);
            }
            return keep(ticket, note.text(), true);
        });
    }

    private NoteId keep(TicketRef ticket, String text, boolean ours) {
        var id = new NoteId(notes.size() + 1L);
        notes.add(new Kept(ticket, new WrittenNote(id, text, ours), clock.instant()));
        return id;
    }

    @Override
    public synchronized List<WrittenNote> newestNotes(TicketRef ticket, Instant since) {
        return answer(() -> notes.stream()
                .filter(kept -> kept.ticket().equals(ticket) && !kept.at().isBefore(since))
                .map(Kept::note)
                .toList()
                .reversed());
    }

    @Override
    public synchronized Optional<Technician> technician(InstallationId installation, String identifier) {
        return answer(() -> Optional.ofNullable(active.get(key(installation, identifier))));
    }

    @Override
    public synchronized List<Technician> techniciansOf(InstallationId installation, String address) {
        return answer(() -> active.values().stream()
                .filter(technician -> technician.installation().equals(installation))
                .filter(technician -> address.equalsIgnoreCase(technician.email()))
                .toList());
    }

    private static String key(InstallationId installation, String identifier) {
        return installation.value() + " " + identifier;
    }

    private <T> T answer(Supplier<T> asked) {
        calls++;
        Fault fault = faults.poll();
        if (fault == null) {
            return asked.get();
        }
        throw switch (fault) {
            case REFUSED -> new PsaFault.Refused("the PSA does not accept our credentials", null);
            case BUSY -> new PsaFault.Busy(Duration.ofSeconds(30), null);
            case UNCLEAR_WITHOUT_DOING -> new PsaFault.Unclear(null);
            case UNCLEAR_AFTER_DOING -> lost(asked.get());
        };
    }

    private static PsaFault lost(Object answer) {
        return new PsaFault.Unclear(
                new IllegalStateException("on its way: " + answer.getClass().getSimpleName()));
    }
}
