package io.countersign.policy;

import java.time.Instant;

/** Which limit refuses, and when it ends. */
public record LimitReached(LimitKind kind, Instant until) {}
