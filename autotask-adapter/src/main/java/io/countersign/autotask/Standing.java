package io.countersign.autotask;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.ticket.PsaFault.Busy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * How Autotask last took one set of credentials. Repeated failures lock the API user, so after the first everybody goes one at a time, and after the second in a
 * row nobody goes for a while.
 */
final class Standing {
    static final Duration STOP = Duration.ofMinutes(15);

    /** A technician is watching the page meanwhile. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final AutotaskSettings settings;
    private final Ticker ticker;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private volatile boolean doubtful;
    private volatile int refusals;
    private volatile boolean stopped;
    private volatile long stoppedAt;

    Standing(AutotaskSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    boolean isOf(AutotaskSettings other) {
        return settings.hasCredentialsOf(other);
    }

    /** Whether whoever asks has to go {@link #alone} from now on. */
    boolean isDoubtful() {
        return doubtful && !oneAtATime.isHeldByCurrentThread();
    }

    /** Whether a call was refused and nobody has looked into it yet. To be called in {@link #alone} only. */
    boolean isUnexplained() {
        return doubtful && refusals == 0;
    }

    /** Autotask has just refused a call. */
    void doubt() {
        doubtful = true;
    }

    /** Makes the calls with nobody else calling, unless all calls are stopped. */
    <T> T alone(Supplier<T> calls) {
        try {
            if (!oneAtATime.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Busy(LONGEST_WAIT, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy(LONGEST_WAIT, e);
        }
        try {
            requireNotStopped();
            return calls.get();
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Nothing is called, so nothing is done: what waits may be tried again when the rest is over. */
    private void requireNotStopped() {
        long left = STOP.toNanos() - (ticker.read() - stoppedAt);
        if (stopped && left > 0) {
            throw new Busy(Duration.ofNanos(left), null);
        }
    }

    void accepted() {
        if (doubtful || refusals > 0) {
            refusals = 0;
            stopped = false;
            doubtful = false;
        }
    }

    /** Whether this is the second time in a row. To be called in {@link #alone} only. */
    boolean refusedAgain() {
        int soFar = refusals;
        refusals = soFar + 1;
        return soFar > 0;
    }

    /** To be called in {@link #alone} only. */
    void stop() {
        stoppedAt = ticker.read();
        stopped = true;
    }
}
