package io.countersign.app.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TechnicianProof.Answer;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import jakarta.validation.constraints.Min;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often somebody may claim to be a technician without being one. Whoever knows a pod's address can claim, and each claim makes us ask the PSA, so what fails is
 * counted before the PSA is asked: for the address it comes from, and for all strangers of an installation together. What is proved costs nothing.
 *
 * <p>An address from which somebody was proved is no stranger: what strangers use up does not keep it out. Each replica counts for itself.
 */
public final class ClaimRates {
    private static final Duration KNOWN = Duration.ofHours(10);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration IN_A_MOMENT = Duration.ofSeconds(1);
    private static final int MOST = 100_000;

    /**
     * What may fail in a minute; and as much at once after a rest.
     *
     * @param known from an address from which somebody was proved: a whole help desk may share it
     * @param stranger from any other address
     * @param strangers from all those addresses together, for one installation
     * @param strangerAtOnce how many claims of one such address the PSA is asked about at the same time; fewer than it is asked in all
     */
    @Validated
    @ConfigurationProperties("countersign.pod.claims")
    record Settings(
            @DefaultValue("100") @Min(1) int known,
            @DefaultValue("10") @Min(1) int stranger,
            @DefaultValue("60") @Min(1) int strangers,
            @DefaultValue("2") @Min(1) int strangerAtOnce) {}

    private final Settings settings;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;
    private final Cache<String, Boolean> proved;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    ClaimRates(Settings settings, TimeMeter time) {
        this.settings = settings;
        this.time = time;
        // one that rested for a minute is full again, so nothing is lost with it
        this.buckets = cache(A_MINUTE.plusSeconds(1));
        this.proved = cache(KNOWN);
    }

    private <V> Cache<String, V> cache(Duration rest) {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(rest)
                .ticker(time::currentTimeNanos)
                .build();
    }

    /**
     * Has a claim checked, or refuses it with 429 before anybody is asked.
     *
     * @param client as the server sees it; all together where it does not
     */
    public Answer bounded(InstallationId installation, @Nullable InetAddress client, Supplier<Answer> check) {
        String from = installation.value() + " " + ClientNetwork.of(client);
        return proved.getIfPresent(from) == null
                ? ofStranger(installation, from, check)
                : counted(List.of(bucket("known " + from, settings.known())), from, check);
    }

    private Answer ofStranger(InstallationId installation, String from, Supplier<Answer> check) {
        boolean begun = underWay.merge(from, 1, Integer::sum) <= settings.strangerAtOnce();
        try {
            if (!begun) {
                throw tooMany(IN_A_MOMENT);
            }
            return counted(
                    List.of(
                            bucket("stranger " + from, settings.stranger()),
                            bucket("strangers " + installation.value(), settings.strangers())),
                    from,
                    check);
        } finally {
            underWay.computeIfPresent(from, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    private Answer counted(List<Bucket> counts, String from, Supplier<Answer> check) {
        for (int i = 0; i < counts.size(); i++) {
            var probe = counts.get(i).tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                counts.subList(0, i).forEach(ClaimRates::giveBack);
                // in whole seconds, and not too early
                throw tooMany(Duration.ofNanos(probe.getNanosToWaitForRefill()).plusSeconds(1));
            }
        }
        Answer answer = check.get();
        switch (answer) {
            case Answer.Proved(var technician) -> {
                counts.forEach(ClaimRates::giveBack);
                proved.put(from, true);
            }
            // nobody's fault here; but for all strangers together it stays counted, because the PSA was asked
            case Answer.Unavailable() -> giveBack(counts.getFirst());
            case Answer.NotProved() -> {}
        }
        return answer;
    }

    private static void giveBack(Bucket bucket) {
        bucket.addTokens(1);
    }

    private Bucket bucket(String of, int perMinute) {
        return buckets.get(
                of,
                unseen -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, A_MINUTE))
                        .withCustomTimePrecision(time)
                        .build());
    }

    private static Problem tooMany(Duration wait) {
        return new Problem(
                429,
                "too-many-claims",
                "Too many claims from here could not be confirmed; try again in a moment.",
                Optional.of(wait),
                Map.of());
    }
}
