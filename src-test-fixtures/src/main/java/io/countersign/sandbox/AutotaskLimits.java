package io.countersign.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How much the vendor puts up with: three requests at once for each entity, and so many an hour for the whole database (sheet 2). */
final class AutotaskLimits {
    static final int THRESHOLD = 10_000;

    private static final int THREADS = 3;
    private static final Duration HOUR = Duration.ofHours(1);

    /**
     * The vendor lets go of a thread a little later than its answer arrives, so that who runs three in parallel is refused now and then. Far away that delay is
     * over before the next request arrives; next door it is not, so one thread that is let go late counts, and not two: one after the other, and two in parallel, work.
     */
    private static final long LET_GO_AFTER_MILLIS = 20;

    private static final int MOST_LATE = 1;

    private final Map<String, Threads> entities = new TreeMap<>();
    private final ArrayDeque<Instant> requests = new ArrayDeque<>();
    private int threshold = THRESHOLD;
    private int answerMillis;

    private static final class Threads {
        int running;
        int late;
        int most;
        int refused;
    }

    /** Runs the work on one of the entity's threads, or refuses it. */
    Answer threaded(String entity, Supplier<Answer> work) {
        Threads threads = taken(entity);
        if (threads == null) {
            return AutotaskRefusals.threads();
        }
        try {
            takeTime();
            return work.get();
        } finally {
            done(threads);
            CompletableFuture.delayedExecutor(LET_GO_AFTER_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> letGo(threads));
        }
    }

    private synchronized @Nullable Threads taken(String entity) {
        Threads threads = entities.computeIfAbsent(entity, none -> new Threads());
        if (threads.running + Math.min(threads.late, MOST_LATE) >= THREADS) {
            threads.refused++;
            return null;
        }
        threads.running++;
        threads.most = Math.max(threads.most, threads.running);
        return threads;
    }

    private synchronized void done(Threads threads) {
        threads.running--;
        threads.late++;
    }

    private synchronized void letGo(Threads threads) {
        threads.late--;
    }

    private void takeTime() {
        int millis = answerMillis();
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized int answerMillis() {
        return answerMillis;
    }

    /** Null where the request is within the allowance, which it then uses up; assumed: a refused one does not count. */
    synchronized @Nullable Answer overdrawn() {
        if (count() >= threshold) {
            return AutotaskRefusals.hour(threshold);
        }
        requests.add(Instant.now());
        return null;
    }

    private int count() {
        Instant before = Instant.now().minus(HOUR);
        while (!requests.isEmpty() && requests.getFirst().isBefore(before)) {
            requests.removeFirst();
        }
        return requests.size();
    }

    synchronized ObjectNode information() {
        return Json.object()
                .put("externalRequestThreshold", threshold)
                .put("requestThresholdTimeframe", HOUR.toMinutes())
                .put("currentTimeframeRequestCount", count());
    }

    /** Null leaves a thing as it is. */
    synchronized void set(
            @Nullable Integer wishedThreshold, @Nullable Integer wishedCount, @Nullable Integer wishedMillis) {
        if (wishedThreshold != null) {
            threshold = wishedThreshold;
        }
        if (wishedCount != null) {
            requests.clear();
            for (int i = 0; i < wishedCount; i++) {
                requests.add(Instant.now());
            }
        }
        if (wishedMillis != null) {
            answerMillis = wishedMillis;
        }
    }

    /** Forgets what was seen, not what is running. */
    synchronized void forget() {
        entities.values().forEach(threads -> {
            threads.most = threads.running;
            threads.refused = 0;
        });
        entities.values().removeIf(threads -> threads.running + threads.late == 0);
    }

    synchronized ObjectNode asJson() {
        ObjectNode json = Json.object();
        ObjectNode byEntity = json.putObject("entities");
        entities.forEach((entity, threads) ->
                byEntity.putObject(entity).put("most", threads.most).put("refused", threads.refused));
        json.putObject("hour").put("count", count()).put("threshold", threshold);
        return json.put("answerMillis", answerMillis);
    }
}
