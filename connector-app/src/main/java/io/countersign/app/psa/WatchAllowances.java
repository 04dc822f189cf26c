package io.countersign.app.psa;

import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.autotask.Allowance;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/** Asks each Autotask now and then how much of its hour is used, on every replica: what each of them leaves undone it decides itself. */
public final class WatchAllowances implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(WatchAllowances.class);
    private static final Duration BETWEEN = Duration.ofMinutes(2);

    private final Installations installations;
    private final Allowance allowance;
    private volatile Thread watching = Thread.ofVirtual().unstarted(this::watch);
    private volatile boolean running;

    public WatchAllowances(Installations installations, Allowance allowance) {
        this.installations = installations;
        this.allowance = allowance;
    }

    private void watch() {
        while (running) {
            try {
                Thread.sleep(BETWEEN);
                installations.all().stream()
                        .filter(id -> installations.get(id).psa().kind() == Psa.Kind.AUTOTASK)
                        .forEach(this::look);
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                return;
            } catch (DataAccessException e) {
                LOG.warn("cannot look for installations: {}", e.getClass().getSimpleName());
            }
        }
    }

    private void look(InstallationId installation) {
        try {
            allowance
                    .look(installation)
                    .filter(Allowance.Usage::isScarce)
                    .ifPresent(usage -> LOG.warn(
                            "{}: {} of {} calls of this hour are used; only verifications call until there is room",
                            installation.value(),
                            usage.used(),
                            usage.allowed()));
        } catch (PsaFault notNow) {
            LOG.warn("{}: the hourly allowance cannot be read: {}", installation.value(), notNow.getMessage());
        } catch (IllegalArgumentException e) {
            LOG.error("{}: this installation cannot be served: {}", installation.value(), e.getMessage());
        }
    }

    @Override
    public void start() {
        running = true;
        watching = Thread.ofVirtual().name("watch-allowances").start(this::watch);
    }

    @Override
    public void stop() {
        running = false;
        watching.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
