package io.countersign.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was counted, read under the lock under which a decision is taken. */
public interface Tallies {
    /**
     * For each probe the time of the {@code nth} newest hit (1 is the newest), where there are that many. Hits older than a day may be missing.
     */
    Map<Probe, Instant> find(List<Probe> probes);

    record Probe(Limit.CountKey key, int nth) {}

    /** What tells whether a limit is reached. */
    static Probe probe(Limit limit) {
        return new Probe(limit.countKey(), limit.most());
    }

    /** The limit that refuses one more now; the one that ends last, if several do. */
    default Optional<LimitReached> reached(List<Limit> limits, Instant now) {
        return reached(limits, find(limits.stream().map(Tallies::probe).toList()), now);
    }

    /** The same, from what was found for the probes of all these limits. */
    static Optional<LimitReached> reached(List<Limit> limits, Map<Probe, Instant> hits, Instant now) {
        LimitReached last = null;
        for (Limit limit : limits) {
            Instant oldestThatCounts = hits.get(probe(limit));
            if (oldestThatCounts != null) {
                Instant until = oldestThatCounts.plus(limit.window());
                if (now.isBefore(until) && (last == null || until.isAfter(last.until()))) {
                    last = new LimitReached(limit.kind(), until);
                }
            }
        }
        return Optional.ofNullable(last);
    }
}
