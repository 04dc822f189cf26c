package io.countersign.app.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.app.installation.ApiKeys.Caller;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** How fast one API key may call. Each replica counts for itself. */
final class ApiRates {
    /**
     * The rate of one key.
     *
     * @param perSecond what a key may keep up
     * @param burst what a key may ask at once after a rest
     */
    @Validated
    @ConfigurationProperties("countersign.api.rate")
    record Settings(
            @DefaultValue("100") @Min(1) int perSecond,
            @DefaultValue("300") @Min(1) int burst) {}

    private final Settings settings;
    private final TimeMeter time;
    /** A key that rested for this long has its whole burst again, so nothing is lost with its bucket. */
    private final Cache<String, Bucket> buckets;

    ApiRates(Settings settings, TimeMeter time) {
        this.settings = settings;
        this.time = time;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterAccess(Duration.ofSeconds(1 + settings.burst() / settings.perSecond()))
                .ticker(time::currentTimeNanos)
                .build();
    }

    /** Counts one request of this key, or refuses it. */
    Caller count(Caller caller) {
        var probe = buckets.get(caller.key(), unseen -> bucket()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new Problem(
                    429,
                    "too-many-requests",
                    "This key asks too often: " + settings.perSecond() + " requests a second, " + settings.burst()
                            + " at once after a rest.",
                    // in whole seconds, and not too early
                    Optional.of(
                            Duration.ofNanos(probe.getNanosToWaitForRefill()).plusSeconds(1)),
                    Map.of());
        }
        return caller;
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(settings.burst()).refillGreedy(settings.perSecond(), Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }
}
