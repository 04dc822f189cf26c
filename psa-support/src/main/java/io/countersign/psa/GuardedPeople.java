package io.countersign.psa;

import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The people, asked for one call at a time for each installation, apart from the calls that a technician waits for. */
public final class GuardedPeople implements PsaPeople {
    private static final BulkheadConfig ONE_AT_A_TIME = BulkheadConfig.custom()
            .maxConcurrentCalls(1)
            .maxWaitDuration(Duration.ofSeconds(10))
            .build();

    private final PsaPeople people;
    private final String name;
    private final Guard guard;

    /** @param name begins with the PSA */
    public GuardedPeople(PsaPeople people, String name, BulkheadRegistry bulkheads, CircuitBreakerRegistry breakers) {
        this.people = people;
        this.name = name;
        this.guard = new Guard(bulkheads, breakers);
    }

    @Override
    public Page<Person> people(InstallationId installation, long after, @Nullable Instant changedSince) {
        return guarded(installation, () -> people.people(installation, after, changedSince));
    }

    @Override
    public Optional<Person> person(ContactRef ref) {
        return guarded(ref.installation(), () -> people.person(ref));
    }

    @Override
    public Page<Company> companies(InstallationId installation, long after) {
        return guarded(installation, () -> people.companies(installation, after));
    }

    private <T> T guarded(InstallationId installation, Supplier<T> call) {
        return guard.call(name + "-" + installation.value(), ONE_AT_A_TIME, call);
    }
}
