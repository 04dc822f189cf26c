package io.countersign.connectwise;

import io.countersign.psa.Guard;
import io.countersign.setup.Addresses;
import io.countersign.setup.Finding;
import io.countersign.setup.PsaSetUp;
import io.countersign.setup.Registration;
import io.countersign.setup.Registration.Subject;
import io.countersign.ticket.InstallationId;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Guarded apart from verifications, which do not wait for what an administrator or the watch does, and are not held up by what it meets. */
final class GuardedConnectWiseSetUp implements PsaSetUp {
    private static final BulkheadConfig AT_ONCE = BulkheadConfig.custom()
            .maxConcurrentCalls(2)
            .maxWaitDuration(Duration.ofSeconds(5))
            .build();

    private final PsaSetUp calls;
    private final Guard guard;

    GuardedConnectWiseSetUp(PsaSetUp calls, BulkheadRegistry bulkheads, CircuitBreakerRegistry breakers) {
        this.calls = calls;
        this.guard = new Guard(bulkheads, breakers);
    }

    /** Somebody waits for it and reads it: not guarded, so that it tells what the PSA says and not what the breaker says. */
    @Override
    public List<Finding> test(InstallationId installation) {
        return calls.test(installation);
    }

    @Override
    public List<Registration> registerWebhooks(
            InstallationId installation, Addresses addresses, String hook, @Nullable String key) {
        return guarded(installation, () -> calls.registerWebhooks(installation, addresses, hook, key));
    }

    @Override
    public Optional<Registration> registerPage(InstallationId installation, Addresses addresses) {
        return guarded(installation, () -> calls.registerPage(installation, addresses));
    }

    @Override
    public List<Registration> webhooks(InstallationId installation, Addresses addresses) {
        return guarded(installation, () -> calls.webhooks(installation, addresses));
    }

    @Override
    public List<Registration> pages(InstallationId installation, Addresses addresses) {
        return guarded(installation, () -> calls.pages(installation, addresses));
    }

    @Override
    public void switchOn(InstallationId installation, Registration registration) {
        guarded(installation, () -> {
            calls.switchOn(installation, registration);
            return true;
        });
    }

    @Override
    public void remove(InstallationId installation, Registration registration) {
        guarded(installation, () -> {
            calls.remove(installation, registration);
            return true;
        });
    }

    @Override
    public String nameOf(Subject subject) {
        return calls.nameOf(subject);
    }

    private <T> T guarded(InstallationId installation, Supplier<T> call) {
        return guard.call("connectwise-setup-" + installation.value(), AT_ONCE, call);
    }
}
