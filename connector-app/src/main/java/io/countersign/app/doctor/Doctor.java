package io.countersign.app.doctor;

import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Missing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Makes every check, one after the other. One that fails or hangs is told, and keeps no other from being made. */
public final class Doctor {
    private final List<Check> checks;
    private final Duration limit;

    /** @param limit for one check */
    Doctor(List<Check> checks, Duration limit) {
        this.checks = List.copyOf(checks);
        this.limit = limit;
    }

    /** Tells each finding as soon as it is there. */
    public void look(Consumer<Finding> tell) {
        checks.forEach(check -> made(check).forEach(tell));
    }

    private List<Finding> made(Check check) {
        var task = new FutureTask<>(check::look);
        var thread = Thread.ofVirtual().name("check").start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            thread.interrupt();
            return List.of(new Missing(check.what(), "no answer within " + limit.toSeconds() + " s"));
        } catch (ExecutionException e) {
            // its message may hold an address or worse
            Throwable cause = e.getCause();
            return List.of(new Missing(
                    check.what(),
                    "cannot be looked at: "
                            + (cause == null ? e : cause).getClass().getSimpleName()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(new Missing(check.what(), "was broken off"));
        }
    }
}
