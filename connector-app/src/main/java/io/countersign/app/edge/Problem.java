package io.countersign.app.edge;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What went wrong for a caller, as RFC 9457 has it. The detail is one sentence for a person and holds no secret, code or full number. */
public final class Problem extends RuntimeException {
    private final int status;
    private final String type;
    private final Optional<Duration> retryAfter;
    private final transient Map<String, Object> more;

    public Problem(int status, String type, String detail) {
        this(status, type, detail, Optional.empty(), Map.of());
    }

    public Problem(int status, String type, String detail, Optional<Duration> retryAfter, Map<String, Object> more) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.retryAfter = retryAfter;
        this.more = Map.copyOf(more);
    }

    public static Problem notFound() {
        return new Problem(404, "not-found", "There is nothing here that belongs to you.");
    }

    public static Problem unusable(String detail) {
        return new Problem(422, "unusable", detail);
    }

    int status() {
        return status;
    }

    String type() {
        return "urn:countersign:problem:" + type;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    Map<String, Object> more() {
        return more;
    }
}
