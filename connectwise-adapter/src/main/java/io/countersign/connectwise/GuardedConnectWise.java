package io.countersign.connectwise;

import io.countersign.psa.Guard;
import io.countersign.ticket.Contact;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.WrittenNote;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The calls, guarded for each installation. Checks of technicians are guarded apart: whoever opens a pod causes one, and must not be able to keep notes from being
 * written.
 */
final class GuardedConnectWise implements ConnectWise {
    private static final String CALLS = "connectwise-";
    private static final String PROOFS = "connectwise-proof-";

    /** Twelve at once were throttled on a live system, four were not; and the vendor counts other products' calls too. */
    private static final BulkheadConfig AT_ONCE = BulkheadConfig.custom()
            .maxConcurrentCalls(6)
            .maxWaitDuration(Duration.ofMillis(500))
            .build();

    private static final BulkheadConfig PROOFS_AT_ONCE = BulkheadConfig.custom()
            .maxConcurrentCalls(3)
            .maxWaitDuration(Duration.ofMillis(500))
            .build();

    private final ConnectWise calls;
    private final Guard guard;

    GuardedConnectWise(ConnectWise calls, BulkheadRegistry bulkheads, CircuitBreakerRegistry breakers) {
        this.calls = calls;
        this.guard = new Guard(bulkheads, breakers);
    }

    @Override
    public Optional<TicketRecord> ticket(TicketRef ref) {
        return guarded(CALLS, AT_ONCE, ref.installation(), () -> calls.ticket(ref));
    }

    @Override
    public Optional<Contact> contact(ContactRef ref) {
        return guarded(CALLS, AT_ONCE, ref.installation(), () -> calls.contact(ref));
    }

    @Override
    public NoteId write(TicketRef ticket, Note note) {
        return guarded(CALLS, AT_ONCE, ticket.installation(), () -> calls.write(ticket, note));
    }

    @Override
    public List<WrittenNote> newestNotes(TicketRef ticket, Instant since) {
        return guarded(CALLS, AT_ONCE, ticket.installation(), () -> calls.newestNotes(ticket, since));
    }

    @Override
    public Optional<Technician> technician(InstallationId installation, String identifier) {
        return guarded(CALLS, AT_ONCE, installation, () -> calls.technician(installation, identifier));
    }

    @Override
    public List<Technician> techniciansOf(InstallationId installation, String address) {
        return guarded(CALLS, AT_ONCE, installation, () -> calls.techniciansOf(installation, address));
    }

    @Override
    public List<Changed> changedSince(InstallationId installation, Instant since, int most) {
        return guarded(CALLS, AT_ONCE, installation, () -> calls.changedSince(installation, since, most));
    }

    @Override
    public boolean maySee(TicketRef ticket, String memberId, String memberHash) {
        return guarded(PROOFS, PROOFS_AT_ONCE, ticket.installation(), () -> calls.maySee(ticket, memberId, memberHash));
    }

    private <T> T guarded(String prefix, BulkheadConfig atOnce, InstallationId installation, Supplier<T> call) {
        return guard.call(prefix + installation.value(), atOnce, call);
    }
}
