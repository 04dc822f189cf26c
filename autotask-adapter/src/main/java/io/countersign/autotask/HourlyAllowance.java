package io.countersign.autotask;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.openapi.autotask.api.ZoneApi;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault.Busy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Knows what the last look said. A look counts as a call itself, hence at most one a minute. */
final class HourlyAllowance implements Allowance {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final Calling calling;
    private final Ticker ticker;
    private final Map<InstallationId, Long> lastLook = new ConcurrentHashMap<>();
    private final Map<InstallationId, Known> known = new ConcurrentHashMap<>();

    HourlyAllowance(Calling calling, Ticker ticker) {
        this.calling = calling;
        this.ticker = ticker;
    }

    @Override
    public Optional<Usage> look(InstallationId installation) {
        if (mayLook(installation)) {
            var usage = calling.call(installation, Endpoint.THRESHOLD, session -> {
                var answer = new ZoneApi(session.api()).thresholdInformation();
                if (answer == null) {
                    return null;
                }
                Integer used = answer.getCurrentTimeframeRequestCount();
                Integer allowed = answer.getExternalRequestThreshold();
                return used == null || allowed == null || allowed <= 0 ? null : new Usage(used, allowed);
            });
            known.put(installation, new Known(usage, ticker.read()));
        }
        return known(installation);
    }

    private boolean mayLook(InstallationId installation) {
        long now = ticker.read();
        Long last = lastLook.get(installation);
        if (last == null) {
            return lastLook.putIfAbsent(installation, now) == null;
        }
        return now - last >= BETWEEN_LOOKS.toNanos() && lastLook.replace(installation, last, now);
    }

    /** For what no verification waits for. Whoever never looks is never held up. */
    void requireRoom(InstallationId installation) {
        known(installation).filter(Usage::isScarce).ifPresent(usage -> {
            throw new Busy(BETWEEN_LOOKS, null);
        });
    }

    /** The allowance is of a rolling hour; what is older says nothing. */
    private Optional<Usage> known(InstallationId installation) {
        return Optional.ofNullable(known.get(installation))
                .filter(reading -> ticker.read() - reading.at < AN_HOUR.toNanos())
                .map(Known::usage);
    }

    private record Known(Usage usage, long at) {}
}
