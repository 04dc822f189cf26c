package io.countersign.connectwise;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Answers kept for a while, of which only one read at a time is under way per key: whoever asks meanwhile waits for that one and gets its answer or its
 * exception. Reads run on the thread that asked first, outside any lock. Exceptions are not kept.
 */
final class SingleFlight<K, V> {
    private static final int MOST = 10_000;

    private final AsyncCache<K, Kept<V>> cache;

    SingleFlight(Ticker ticker) {
        cache = Caffeine.newBuilder()
                .ticker(ticker)
                .executor(Runnable::run)
                .maximumSize(MOST)
                .expireAfter(Expiry.<K, Kept<V>>creating((key, kept) -> kept.howLong))
                .buildAsync();
    }

    /** What is kept, or else what {@code read} answers. */
    V get(K key, Supplier<Kept<V>> read) {
        var mine = new CompletableFuture<Kept<V>>();
        var theirs = cache.asMap().putIfAbsent(key, mine);
        return theirs == null ? run(key, read, mine) : join(theirs);
    }

    /** What {@code read} answers now, in place of what is kept or being read. */
    V renew(K key, Supplier<Kept<V>> read) {
        var mine = new CompletableFuture<Kept<V>>();
        cache.put(key, mine);
        return run(key, read, mine);
    }

    /** What is kept now; a read under way does not count. */
    Optional<Kept<V>> kept(K key) {
        return Optional.ofNullable(cache.synchronous().asMap().get(key));
    }

    /** Forgets. A read under way still answers those who wait for it, but is not kept. */
    void forget(K key) {
        cache.asMap().remove(key);
    }

    private V run(K key, Supplier<Kept<V>> read, CompletableFuture<Kept<V>> mine) {
        try {
            var answer = read.get();
            mine.complete(answer);
            if (answer.howLong.isZero()) {
                cache.asMap().remove(key, mine);
            }
            return answer.value;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static <V> V join(CompletableFuture<Kept<V>> theirs) {
        try {
            return theirs.join().value;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** @param howLong zero: shared with those who wait, then forgotten */
    record Kept<V>(V value, Duration howLong) {}
}
