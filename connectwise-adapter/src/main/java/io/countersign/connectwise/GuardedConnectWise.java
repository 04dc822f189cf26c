package io.countersign.connectwise;

import io.countersign.ticket.Contact;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Unclear;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.WrittenNote;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Bulkhead and circuit breaker around the calls, one pair per installation. Checks of technicians have a pair of their own: whoever opens a pod causes one, and
 * must not be able to keep notes from being written. A full bulkhead and an open breaker are {@link Busy}: surely nothing was done.
 */
final class GuardedConnectWise implements ConnectWise {
    private static final String CALLS = "connectwise-";
    private static final String PROOFS = "connectwise-proof-";
    private static final Duration OPEN = Duration.ofSeconds(15);
    private static final Duration FULL = Duration.ofSeconds(1);

    /** Twelve at once were throttled on a live system, four were not; and the vendor counts other products' calls too. */
    private static final BulkheadConfig AT_ONCE = BulkheadConfig.custom()
            .maxConcurrentCalls(6)
            .maxWaitDuration(Duration.ofMillis(500))
            .build();

    private static final BulkheadConfig PROOFS_AT_ONCE = BulkheadConfig.custom()
            .maxConcurrentCalls(3)
            .maxWaitDuration(Duration.ofMillis(500))
            .build();

    /** What is refused is our own fault, and says that ConnectWise is well. */
    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowSize(20)
            .minimumNumberOfCalls(10)
            .failureRateThreshold(50)
            .waitDurationInOpenState(OPEN)
            .permittedNumberOfCallsInHalfOpenState(3)
            .recordExceptions(Busy.class, Unclear.class)
            .build();

    private final ConnectWise calls;
    private final BulkheadRegistry bulkheads;
    private final CircuitBreakerRegistry breakers;

    GuardedConnectWise(ConnectWise calls, BulkheadRegistry bulkheads, CircuitBreakerRegistry breakers) {
        this.calls = calls;
        this.bulkheads = bulkheads;
        this.breakers = breakers;
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
    public Optional<Technician> member(InstallationId installation, String identifier) {
        return guarded(CALLS, AT_ONCE, installation, () -> calls.member(installation, identifier));
    }

    @Override
    public boolean maySee(TicketRef ticket, String memberId, String memberHash) {
        return guarded(PROOFS, PROOFS_AT_ONCE, ticket.installation(), () -> calls.maySee(ticket, memberId, memberHash));
    }

    private <T> T guarded(String prefix, BulkheadConfig atOnce, InstallationId installation, Supplier<T> call) {
        String name = prefix + installation.value();
        var bulkhead = bulkheads.bulkhead(name, atOnce);
        var breaker = breakers.circuitBreaker(name, BREAKER);
        try {
            return bulkhead.executeSupplier(() -> breaker.executeSupplier(call));
        } catch (BulkheadFullException full) {
            throw new Busy(FULL, full);
        } catch (CallNotPermittedException open) {
            throw new Busy(OPEN, open);
        }
    }
}
