package io.countersign.app.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.app.installation.ApiKeys.Caller;
import io.countersign.ticket.InstallationId;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ApiRatesTest {
    private final AtomicLong time = new AtomicLong();
    private final ApiRates rates = new ApiRates(new ApiRates.Settings(100, 300), new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return time.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    private static Caller caller(String key) {
        return new Caller(key, new InstallationId("AAAAAAAAAAAAAAAAAAAAAA"), key, Set.of());
    }

    private void ask(String key, int times) {
        for (int i = 0; i < times; i++) {
            rates.count(caller(key));
        }
    }

    private void pass(Duration wait) {
        time.addAndGet(wait.toNanos());
    }

    @Test
    void a_rested_key_may_ask_three_hundred_times_at_once_and_not_once_more() {
        ask("k_one", 300);
        assertThatThrownBy(() -> ask("k_one", 1)).isInstanceOf(Problem.class);
    }

    @Test
    void a_key_keeps_up_a_hundred_a_second() {
        ask("k_one", 300);
        for (int second = 0; second < 10; second++) {
            pass(Duration.ofSeconds(1));
            ask("k_one", 100);
            assertThatThrownBy(() -> ask("k_one", 1)).isInstanceOf(Problem.class);
        }
    }

    @Test
    void a_refused_key_is_told_after_how_many_seconds_it_may_ask_again() {
        ask("k_one", 300);
        var refused = catchThrowableOfType(Problem.class, () -> ask("k_one", 1));
        assertThat(refused.status()).isEqualTo(429);
        var wait = refused.retryAfter().orElseThrow();
        assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        pass(wait);
        ask("k_one", 1);
    }

    @Test
    void one_key_does_not_use_up_what_another_may_ask() {
        ask("k_one", 300);
        ask("k_two", 300);
    }

    @Test
    void resting_longer_gives_no_more_than_the_burst() {
        pass(Duration.ofHours(1));
        ask("k_one", 300);
        assertThatThrownBy(() -> ask("k_one", 1)).isInstanceOf(Problem.class);
    }
}
