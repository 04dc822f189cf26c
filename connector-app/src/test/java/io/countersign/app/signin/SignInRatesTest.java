package io.countersign.app.signin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.app.edge.Problem;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Anybody may begin to sign in, but not as often as they like. */
class SignInRatesTest {
    private long now;

    private final SignInRates rates = new SignInRates(new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void t17_a_network_begins_sixty_times_a_minute_and_takes_nothing_from_another() {
        for (int i = 0; i < 60; i++) {
            rates.count("cb007101");
        }
        assertThatThrownBy(() -> rates.count("cb007101"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Too many sign-ins");

        rates.count("c6336401");
        now += Duration.ofMinutes(1).toNanos();
        rates.count("cb007101");
    }
}
