package io.countersign.app.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TechnicianProof.Answer;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClaimRatesTest {
    private static final InstallationId HERE = new InstallationId("AAAAAAAAAAAAAAAAAAAAAA");
    private static final InstallationId THERE = new InstallationId("BBBBBBBBBBBBBBBBBBBBBA");
    private static final Answer NO = new Answer.NotProved();
    private static final Answer YES = new Answer.Proved(new Technician(HERE, "dana", "Dana Doe", "dana@msp.example"));

    private final AtomicLong time = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final ClaimRates rates = new ClaimRates(new ClaimRates.Settings(100, 10, 60, 2), new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return time.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    private void claim(InstallationId installation, String from, Answer answer, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(rates.bounded(installation, address(from), () -> {
                        asked.incrementAndGet();
                        return answer;
                    }))
                    .isEqualTo(answer);
        }
    }

    /** A literal, so nothing is looked up. */
    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void refused(InstallationId installation, String from) {
        assertThatThrownBy(() -> claim(installation, from, NO, 1)).isInstanceOf(Problem.class);
    }

    private void pass(Duration wait) {
        time.addAndGet(wait.toNanos());
    }

    @Test
    void T07_a_stranger_may_fail_ten_times_and_then_the_psa_is_not_asked_any_more() {
        claim(HERE, "192.0.2.1", NO, 10);

        refused(HERE, "192.0.2.1");

        assertThat(asked).hasValue(10);
    }

    @Test
    void who_is_refused_is_told_after_how_many_seconds_to_come_back() {
        claim(HERE, "192.0.2.1", NO, 10);
        var refused = catchThrowableOfType(Problem.class, () -> claim(HERE, "192.0.2.1", NO, 1));

        assertThat(refused.status()).isEqualTo(429);
        var wait = refused.retryAfter().orElseThrow();
        assertThat(wait).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(7));
        pass(wait);
        claim(HERE, "192.0.2.1", NO, 1);
    }

    @Test
    void T07_one_stranger_does_not_use_up_what_another_may_claim() {
        claim(HERE, "192.0.2.1", NO, 10);
        claim(HERE, "192.0.2.2", NO, 10);
        claim(THERE, "192.0.2.1", NO, 10);
    }

    @Test
    void T07_many_strangers_together_ask_the_psa_sixty_times_a_minute() {
        for (int host = 1; host <= 6; host++) {
            claim(HERE, "192.0.2." + host, NO, 10);
        }

        refused(HERE, "192.0.2.7");
        claim(THERE, "192.0.2.7", NO, 1);
        pass(Duration.ofSeconds(2));
        claim(HERE, "192.0.2.7", NO, 1);
        assertThat(asked).hasValue(62);
    }

    @Test
    void T07_strangers_do_not_keep_technicians_out_who_were_there_before() {
        claim(HERE, "198.51.100.1", YES, 1);
        for (int host = 1; host <= 6; host++) {
            claim(HERE, "192.0.2." + host, NO, 10);
        }

        claim(HERE, "198.51.100.1", YES, 50);
        claim(HERE, "198.51.100.1", NO, 100);
        refused(HERE, "198.51.100.1");
    }

    @Test
    void what_is_proved_costs_nothing() {
        for (int i = 0; i < 30; i++) {
            claim(HERE, "198.51.100." + i, YES, 10);
        }

        claim(HERE, "192.0.2.1", NO, 10);
    }

    @Test
    void a_psa_that_does_not_answer_is_not_held_against_the_technician() {
        claim(HERE, "198.51.100.1", new Answer.Unavailable(), 20);
        claim(HERE, "198.51.100.1", NO, 10);
    }

    @Test
    void T07_addresses_of_one_line_are_one_stranger() {
        claim(HERE, "2001:db8:1:1::1", NO, 5);
        claim(HERE, "2001:db8:1:1:ffff::2", NO, 5);

        refused(HERE, "2001:db8:1:1:abcd::3");
        claim(HERE, "2001:db8:1:2::1", NO, 1);
    }

    @Test
    void T07_a_stranger_holds_two_of_the_places_at_the_psa_and_no_more() {
        var stranger = address("192.0.2.1");
        var third = rates.bounded(
                HERE,
                stranger,
                () -> rates.bounded(HERE, stranger, () -> {
                    refused(HERE, "192.0.2.1");
                    claim(HERE, "192.0.2.2", NO, 1);
                    return NO;
                }));

        assertThat(third).isEqualTo(NO);
        claim(HERE, "192.0.2.1", NO, 1);
    }
}
