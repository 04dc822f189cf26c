package io.countersign.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.Baseline.Doubt;
import io.countersign.account.Baseline.Judged;
import io.countersign.account.Baseline.Taken;
import io.countersign.account.Baseline.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BaselineTest {
    private static final Instant BEGUN = Instant.parse("2026-11-23T09:00:00Z");
    private static final Instant LONG_AGO = BEGUN.minus(Duration.ofDays(400));
    private static final MobileNumber NUMBER = new MobileNumber("+12025550151");

    private static Judged judge(Written written, @Nullable Instant changed) {
        return new Baseline("US", BEGUN, place -> false, place -> false).judge(written, changed);
    }

    private static Written mobile(String... numbers) {
        return new Written(List.of(), List.of(numbers), List.of());
    }

    @Test
    void a_number_that_is_seven_days_old_settles_and_a_younger_one_does_not() {
        assertThat(judge(mobile("202-555-0151"), BEGUN.minus(Baseline.LATELY)).taken())
                .containsExactly(new Taken(NUMBER, Set.of()));
        assertThat(judge(mobile("202-555-0151"), BEGUN.minus(Baseline.LATELY).plusSeconds(1))
                        .taken())
                .containsExactly(new Taken(NUMBER, Set.of(Doubt.CHANGED_LATELY)));
    }

    @Test
    void what_has_no_age_is_taken_for_new() {
        assertThat(judge(mobile("202-555-0151"), null).taken())
                .containsExactly(new Taken(NUMBER, Set.of(Doubt.CHANGED_LATELY)));
    }

    @Test
    void every_doubt_is_told() {
        var baseline = new Baseline("US", BEGUN, place -> true, place -> true);

        assertThat(baseline.judge(new Written(List.of("info@acme.example"), List.of("202-555-0151"), List.of()), BEGUN)
                        .taken())
                .containsExactly(
                        new Taken(NUMBER, Set.of(Doubt.CHANGED_LATELY, Doubt.SHARED, Doubt.COMPANY_NUMBER)),
                        new Taken(
                                new MailAddress("info@acme.example"),
                                Set.of(Doubt.CHANGED_LATELY, Doubt.SHARED, Doubt.COMPANY_NUMBER, Doubt.ROLE_MAILBOX)));
    }

    @Test
    void the_first_number_that_can_be_used_is_taken() {
        var judged = judge(mobile("extension 12", "+442079460123", "202-555-0151", "202-555-0152"), LONG_AGO);

        assertThat(judged.taken()).containsExactly(new Taken(NUMBER, Set.of()));
        assertThat(judged.left())
                .containsExactly(new Baseline.Left("", Doubt.UNUSABLE), new Baseline.Left("•••• 0123", Doubt.LANDLINE));
    }

    @Test
    void a_number_that_nothing_calls_a_mobile_is_listed_only_for_whoever_has_no_other() {
        var other = List.of("202-555-0153");

        assertThat(judge(new Written(List.of(), List.of(), other), LONG_AGO))
                .isEqualTo(new Judged(List.of(), List.of(new Baseline.Left("•••• 0153", Doubt.LANDLINE))));
        assertThat(judge(new Written(List.of(), List.of("202-555-0151"), other), LONG_AGO)
                        .left())
                .isEmpty();
    }
}
