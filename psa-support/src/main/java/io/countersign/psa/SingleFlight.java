package io.countersign.psa;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Answers kept for a while, of which only one read at a time is under way per key: whoever asks meanwhile waits for that one and gets its answer or its
 * exception. Reads run on the thread that asked first, outside any lock. Exceptions are not kept.
 */
public final class SingleFlight<K, V> {
    private static final int MOST = 10_000;

    private final AsyncCache<K, Outcome<V>> cache;

    public SingleFlight(Ticker ticker) {
        cache = Caffeine.newBuilder()
                .ticker(ticker)
                .executor(Runnable::run)
                .maximumSize(MOST)
                .expireAfter(Expiry.<K, Outcome<V>>creating((key, outcome) -> outcome.howLong()))
                .buildAsync();
    }

    /** What is kept, or else what {@code read} answers. */
    public V get(K key, Supplier<Kept<V>> read) {
        var mine = new CompletableFuture<Outcome<V>>();
        var theirs = cache.asMap().putIfAbsent(key, mine);
        return theirs == null ? run(key, read, mine) : theirs.join().value();
    }

    /** What {@code read} answers now, in place of what is kept or being read. */
    public V renew(K key, Supplier<Kept<V>> read) {
        var mine = new CompletableFuture<Outcome<V>>();
        cache.put(key, mine);
        return run(key, read, mine);
    }

    public void keep(K key, Kept<V> answer) {
        cache.put(key, CompletableFuture.completedFuture(new Answered<>(answer)));
    }

    /** What is kept now; a read under way does not count. */
    public Optional<Kept<V>> kept(K key) {
        return Optional.ofNullable(cache.synchronous().asMap().get(key))
                .flatMap(outcome -> outcome instanceof Answered<V>(var kept) ? Optional.of(kept) : Optional.empty());
    }

    /** What is kept now, or what a read under way answers. */
    public Optional<V> keptOrUnderWay(K key) {
        return Optional.ofNullable(cache.getIfPresent(key))
                .map(outcome -> outcome.join().value());
    }

    /** Forgets. A read under way still answers those who wait for it, but is not kept. */
    public void forget(K key) {
        cache.asMap().remove(key);
    }

    private V run(K key, Supplier<Kept<V>> read, CompletableFuture<Outcome<V>> mine) {
        Outcome<V> outcome;
        try {
            outcome = new Answered<>(read.get());
        } catch (RuntimeException e) {
            // not as an exception of the future: caffeine would log each one, with its trace
            outcome = new Failed<>(e);
        } catch (Error e) {
            mine.completeExceptionally(e);
            throw e;
        }
        mine.complete(outcome);
        if (outcome.howLong().isZero()) {
            cache.asMap().remove(key, mine);
        }
        return outcome.value();
    }

    /**
     * An answer, and for how long it is kept.
     *
     * @param howLong zero: shared with those who wait, then forgotten
     */
    public record Kept<V>(V value, Duration howLong) {}

    private sealed interface Outcome<V> {
        /** Throws where the read did. */
        V value();

        Duration howLong();
    }

    private record Answered<V>(Kept<V> kept) implements Outcome<V> {
        @Override
        public V value() {
            return kept.value;
        }

        @Override
        public Duration howLong() {
            return kept.howLong;
        }
    }

    private record Failed<V>(RuntimeException fault) implements Outcome<V> {
        @Override
        public V value() {
            throw fault;
        }

        @Override
        public Duration howLong() {
            return Duration.ZERO;
        }
    }
}
