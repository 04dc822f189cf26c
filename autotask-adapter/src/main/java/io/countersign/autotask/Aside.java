package io.countersign.autotask;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.psa.SingleFlight;
import io.countersign.psa.SingleFlight.Kept;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that change rarely: read once, and read anew aside while the old one still serves, so that nobody waits for them again. */
final class Aside<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(Aside.class);

    private final SingleFlight<K, Dated<V>> answers;
    private final Set<K> underWay = ConcurrentHashMap.newKeySet();
    private final Duration fresh;
    private final Ticker ticker;
    private final Executor aside;

    /**
     * Keeps each answer for twice as long as it is fresh.
     *
     * @param fresh the age from which an answer is read anew
     * @param aside runs what nobody waits for
     */
    Aside(Duration fresh, Ticker ticker, Executor aside) {
        this.answers = new SingleFlight<>(ticker);
        this.fresh = fresh;
        this.ticker = ticker;
        this.aside = aside;
    }

    V get(K key, Supplier<V> read) {
        var dated = answers.get(key, () -> dated(read));
        if (isOlderThan(fresh, dated) && underWay.add(key)) {
            aside.execute(() -> refresh(key, read));
        }
        return dated.value;
    }

    /** What is known; reads nothing. */
    Optional<V> known(K key) {
        return answers.kept(key).map(kept -> kept.value().value);
    }

    /** What is read now, in place of what is known. */
    V renewed(K key, Supplier<V> read) {
        return answers.renew(key, () -> dated(read)).value;
    }

    /** What is read now, unless what is known is younger than that. */
    V renewedIfOlder(Duration than, K key, Supplier<V> read) {
        return answers.kept(key)
                .map(Kept::value)
                .filter(dated -> !isOlderThan(than, dated))
                .map(dated -> dated.value)
                .orElseGet(() -> renewed(key, read));
    }

    void forget(K key) {
        answers.forget(key);
    }

    private void refresh(K key, Supplier<V> read) {
        try {
            answers.keep(key, dated(read));
        } catch (RuntimeException e) {
            LOG.debug("not refreshed, the old answer serves on: {}", e.getMessage());
        } finally {
            underWay.remove(key);
        }
    }

    private Kept<Dated<V>> dated(Supplier<V> read) {
        return new Kept<>(new Dated<>(read.get(), ticker.read()), fresh.multipliedBy(2));
    }

    private boolean isOlderThan(Duration age, Dated<V> dated) {
        return ticker.read() - dated.at >= age.toNanos();
    }

    private record Dated<V>(V value, long at) {}
}
