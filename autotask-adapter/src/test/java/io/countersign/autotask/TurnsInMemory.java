package io.countersign.autotask;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault.Busy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Two at a time for each entity and installation, of one machine. */
final class TurnsInMemory implements Turns {
    final ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
    private final Map<String, Semaphore> places = new ConcurrentHashMap<>();

    @Override
    public <T> T inTurn(InstallationId installation, String entity, Duration longestWait, Supplier<T> call) {
        var place = places.computeIfAbsent(installation.value() + "/" + entity, name -> new Semaphore(2, true));
        try {
            if (!place.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Busy(Duration.ofSeconds(1), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy(Duration.ofSeconds(1), e);
        }
        taken.add(entity);
        try {
            return call.get();
        } finally {
            place.release();
        }
    }
}
