package io.countersign.psa;

import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Unclear;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/** Bulkhead and circuit breaker around calls, a pair for each name. A full bulkhead and an open breaker are {@link Busy}: surely nothing was done. */
public final class Guard {
    private static final Duration OPEN = Duration.ofSeconds(15);
    private static final Duration FULL = Duration.ofSeconds(1);

    /** What is refused is our own fault, and says that the PSA is well. */
    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowSize(20)
            .minimumNumberOfCalls(10)
            .failureRateThreshold(50)
            .waitDurationInOpenState(OPEN)
            .permittedNumberOfCallsInHalfOpenState(3)
            .recordExceptions(Busy.class, Unclear.class)
            .build();

    private final BulkheadRegistry bulkheads;
    private final CircuitBreakerRegistry breakers;

    public Guard(BulkheadRegistry bulkheads, CircuitBreakerRegistry breakers) {
        this.bulkheads = bulkheads;
        this.breakers = breakers;
    }

    /**
     * Makes the call, if there is room for it.
     *
     * @param name of the pair; begins with the PSA and ends with the installation
     * @param atOnce how many calls of this name may be under way, and how long one waits for its turn
     */
    public <T> T call(String name, BulkheadConfig atOnce, Supplier<T> call) {
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
