package io.countersign.app.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.app.edge.Problem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How often somebody may begin to sign in. Anybody may begin, and each time is kept until it is too old. Each replica counts for itself. */
public final class SignInRates {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    /** A whole help desk may share an address, and comes in the morning. */
    private static final int A_NETWORK_A_MINUTE = 60;

    private static final int MOST_NETWORKS = 100_000;

    private final TimeMeter time;
    private final Cache<String, Bucket> networks;

    public SignInRates(TimeMeter time) {
        this.time = time;
        this.networks = Caffeine.newBuilder()
                .maximumSize(MOST_NETWORKS)
                .expireAfterAccess(A_MINUTE.plusSeconds(1))
                .ticker(time::currentTimeNanos)
                .build();
    }

    /** Counts one beginning, or refuses it with 429. */
    public void count(String network) {
        var probe = networks.get(
                        network,
                        unseen -> Bucket.builder()
                                .addLimit(limit ->
                                        limit.capacity(A_NETWORK_A_MINUTE).refillGreedy(A_NETWORK_A_MINUTE, A_MINUTE))
                                .withCustomTimePrecision(time)
                                .build())
                .tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new Problem(
                    429,
                    "too-many-sign-ins",
                    "Too many sign-ins were begun from here; try again in a moment.",
                    Optional.of(
                            Duration.ofNanos(probe.getNanosToWaitForRefill()).plusSeconds(1)),
                    Map.of());
        }
    }
}
