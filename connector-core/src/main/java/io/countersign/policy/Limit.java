package io.countersign.policy;

import java.time.Duration;

/** At most {@code most} of a kind for one key within a rolling {@code window}. */
public record Limit(LimitKind kind, String key, int most, Duration window) {
    public Limit {
        if (most < 1) {
            throw new IllegalArgumentException("a limit allows at least one");
        }
    }

    public CountKey countKey() {
        return new CountKey(kind, key);
    }

    /** What one count belongs to. The key is an id of ours or a keyed hash, never a number or address in clear. */
    public record CountKey(LimitKind kind, String key) {}
}
