package io.countersign.memory;

import io.countersign.policy.Limit.CountKey;
import io.countersign.policy.Tallies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts in memory. Whoever decides by them holds {@link VerificationsInMemory}'s lock. */
public final class TalliesInMemory implements Tallies {
    private final Map<CountKey, List<Instant>> hits = new HashMap<>();

    public synchronized void count(List<CountKey> keys, Instant at) {
        for (CountKey key : keys) {
            var ofKey = hits.computeIfAbsent(key, first -> new ArrayList<>());
            int later = ofKey.size();
            while (later > 0 && ofKey.get(later - 1).isAfter(at)) {
                later--;
            }
            ofKey.add(later, at);
        }
    }

    public synchronized int counted(CountKey key) {
        return hits.getOrDefault(key, List.of()).size();
    }

    @Override
    public synchronized Map<Probe, Instant> find(List<Probe> probes) {
        var found = new HashMap<Probe, Instant>();
        for (Probe probe : probes) {
            var oldestFirst = hits.getOrDefault(probe.key(), List.of());
            if (oldestFirst.size() >= probe.nth()) {
                found.put(probe, oldestFirst.get(oldestFirst.size() - probe.nth()));
            }
        }
        return found;
    }
}
