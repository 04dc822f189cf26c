package io.countersign.policy;

import static io.countersign.memory.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.memory.TalliesInMemory;
import io.countersign.policy.Limit.CountKey;
import io.countersign.policy.Limits.Counted;
import io.countersign.policy.Limits.CountedText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    private static final Limits SHIPPED = Limits.SHIPPED;
    private static final Duration A_DAY = Duration.ofHours(24);

    private final TalliesInMemory tallies = new TalliesInMemory();

    /** A text to a number of its own, asked for by Dana. */
    private static Counted text(int number) {
        return new Counted(
                Optional.of("person " + number),
                List.of("point " + number),
                Optional.of(new CountedText("point " + number, "prefix", "technician:dana", Optional.of("US"))));
    }

    private void count(Counted counted, Instant at) {
        tallies.count(Limits.countsOfCode(counted), at);
    }

    @Test
    void the_shipped_limits_are_the_promised_ones() {
        assertThat(SHIPPED).isEqualTo(new Limits(3, 5, 6, Duration.ofMinutes(5), 100, 3, 20, 60, 200, 10));
    }

    @Test
    void T16_one_number_gets_three_texts_in_ten_minutes() {
        var one = text(1);
        Stream.of(0, 15, 75).forEach(second -> count(one, NOON.plusSeconds(second)));
        var patient = NOON.plusSeconds(75 + 300);

        assertThat(SHIPPED.refusesOneMoreCode(one, tallies, patient)).hasValueSatisfying(limit -> {
            assertThat(limit.kind()).isEqualTo(LimitKind.TEXTS_TO_NUMBER);
            assertThat(limit.until()).isEqualTo(NOON.plusSeconds(600));
        });
        assertThat(SHIPPED.refusesOneMoreCode(one, tallies, NOON.plusSeconds(600)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"20, TEXTS_BY_TECHNICIAN", "60, TEXTS_TO_PREFIX", "200, TEXTS_OF_INSTALLATION"})
    void T16_texts_by_one_technician_to_one_prefix_and_of_the_installation_are_limited(int most, LimitKind kind) {
        for (int n = 0; n < most; n++) {
            tallies.count(
                    Limits.countsOfCode(new Counted(
                            Optional.empty(),
                            List.of("point " + n),
                            Optional.of(new CountedText(
                                    "point " + n,
                                    kind == LimitKind.TEXTS_TO_PREFIX ? "prefix" : "prefix " + n,
                                    kind == LimitKind.TEXTS_BY_TECHNICIAN ? "technician:dana" : "technician " + n,
                                    Optional.of("US"))))),
                    NOON);
        }

        assertThat(SHIPPED.refusesOneMoreCode(text(9999), tallies, NOON.plusSeconds(3599)))
                .contains(new LimitReached(kind, NOON.plusSeconds(3600)));
        assertThat(SHIPPED.refusesOneMoreCode(text(9999), tallies, NOON.plusSeconds(3600)))
                .isEmpty();
    }

    private void ended(int verifications, boolean right, Instant at) {
        for (int n = 0; n < verifications; n++) {
            tallies.count(Limits.countsOfEnd(text(n), right), at);
        }
    }

    @Test
    void T16_a_country_whose_texts_hardly_ever_lead_to_a_right_code_gets_none_for_a_day() {
        ended(4, true, NOON);
        ended(46, false, NOON);

        assertThat(SHIPPED.refusesOneMoreCode(
                        text(99), tallies, NOON.plus(A_DAY).minusSeconds(1)))
                .contains(new LimitReached(LimitKind.TEXTS_TO_COUNTRY, NOON.plus(A_DAY)));
        assertThat(SHIPPED.refusesOneMoreCode(text(99), tallies, NOON.plus(A_DAY)))
                .isEmpty();
        var mail = new Counted(Optional.of("sam"), List.of("mailbox"), Optional.empty());
        assertThat(SHIPPED.refusesOneMoreCode(mail, tallies, NOON)).isEmpty();
        var elsewhere = new Counted(
                Optional.of("sam"),
                List.of("place"),
                Optional.of(new CountedText("place", "other prefix", "technician:rob", Optional.of("CA"))));
        assertThat(SHIPPED.refusesOneMoreCode(elsewhere, tallies, NOON)).isEmpty();
    }

    @Test
    void T16_five_right_codes_among_the_last_fifty_are_enough_and_those_of_before_do_not_count() {
        ended(20, true, NOON);
        ended(49, false, NOON.plusSeconds(60));
        assertThat(SHIPPED.refusesOneMoreCode(text(99), tallies, NOON.plusSeconds(90)))
                .isEmpty();
        ended(1, false, NOON.plusSeconds(120));
        assertThat(SHIPPED.refusesOneMoreCode(text(99), tallies, NOON.plusSeconds(180)))
                .isPresent();
        ended(5, true, NOON.plusSeconds(240));
        assertThat(SHIPPED.refusesOneMoreCode(text(99), tallies, NOON.plusSeconds(300)))
                .isEmpty();
    }

    @Test
    void a_person_gets_six_codes_a_day_over_all_their_places() {
        for (int n = 0; n < 6; n++) {
            count(new Counted(Optional.of("sam"), List.of("point " + n), Optional.empty()), NOON.plusSeconds(600L * n));
        }
        var another = new Counted(Optional.of("sam"), List.of("point 99"), Optional.empty());

        assertThat(SHIPPED.refusesOneMoreCode(another, tallies, NOON.plusSeconds(7200)))
                .contains(new LimitReached(LimitKind.CODES_FOR_PERSON, NOON.plus(A_DAY)));
        assertThat(SHIPPED.refusesOneMoreCode(another, tallies, NOON.plus(A_DAY)))
                .isEmpty();
    }

    @Test
    void T08_a_place_gets_six_codes_a_day_over_all_the_people_who_claim_it() {
        for (int n = 0; n < 6; n++) {
            count(
                    new Counted(Optional.of("person " + n), List.of("place"), Optional.empty()),
                    NOON.plusSeconds(600L * n));
        }

        assertThat(SHIPPED.refusesOneMoreCode(
                        new Counted(Optional.of("somebody new"), List.of("place"), Optional.empty()),
                        tallies,
                        NOON.plusSeconds(7200)))
                .contains(new LimitReached(LimitKind.CODES_FOR_CONTACT_POINT, NOON.plus(A_DAY)));
    }

    @Test
    void the_refusal_that_ends_last_is_named() {
        var one = text(1);
        Stream.of(0, 15, 75).forEach(second -> count(one, NOON.plusSeconds(second)));

        assertThat(SHIPPED.refusesOneMoreCode(one, tallies, NOON.plusSeconds(76)))
                .contains(new LimitReached(LimitKind.TEXTS_TO_NUMBER, NOON.plusSeconds(600)));
    }

    @Test
    void the_waits_begin_anew_after_a_day() {
        var mail = new Counted(Optional.of("sam"), List.of("mail"), Optional.empty());
        Stream.of(0, 60, 600, 1200).forEach(second -> count(mail, NOON.plusSeconds(second)));
        var nextDay = NOON.plus(A_DAY).plusSeconds(1201);
        count(mail, nextDay);

        assertThat(SHIPPED.refusesOneMoreCode(mail, tallies, nextDay.plusSeconds(14)))
                .hasValueSatisfying(limit -> assertThat(limit.until()).isEqualTo(nextDay.plusSeconds(15)));
        assertThat(SHIPPED.refusesOneMoreCode(mail, tallies, nextDay.plusSeconds(15)))
                .isEmpty();
    }

    @Test
    void T15_an_installation_has_a_hundred_wrong_codes_a_day_whoever_makes_them() {
        for (int n = 0; n < 100; n++) {
            tallies.count(Limits.countsOfWrongCode(text(n)), NOON);
        }

        assertThat(tallies.reached(SHIPPED.forOneGuess(text(500)), NOON.plusSeconds(1)))
                .contains(new LimitReached(LimitKind.WRONG_CODES_OF_INSTALLATION, NOON.plus(A_DAY)));
        assertThat(tallies.reached(SHIPPED.forOneGuess(text(500)), NOON.plus(A_DAY)))
                .isEmpty();
    }

    @Test
    void T15_nobody_on_file_is_still_counted_by_place_and_installation() {
        var nobody = new Counted(Optional.empty(), List.of("place"), Optional.empty());

        assertThat(SHIPPED.forOneGuess(nobody).stream().map(Limit::kind))
                .containsExactly(LimitKind.FAILURES_OF_CONTACT_POINT, LimitKind.WRONG_CODES_OF_INSTALLATION);
        assertThat(Limits.countsOfWrongCode(nobody).stream().map(CountKey::kind))
                .containsExactly(LimitKind.FAILURES_OF_CONTACT_POINT, LimitKind.WRONG_CODES_OF_INSTALLATION);
    }

    @Test
    void whatever_limits_a_guess_is_counted_by_a_wrong_one() {
        var keysOfLimits =
                SHIPPED.forOneGuess(text(1)).stream().map(Limit::countKey).collect(Collectors.toSet());

        assertThat(Limits.countsOfWrongCode(text(1))).containsExactlyInAnyOrderElementsOf(keysOfLimits);
    }

    @Test
    void windows_roll_one_hit_at_a_time() {
        var limit = new Limit(LimitKind.CODES_FOR_PERSON, "sam", 2, Duration.ofMinutes(10));
        tallies.count(List.of(limit.countKey()), NOON);
        tallies.count(List.of(limit.countKey()), NOON.plusSeconds(60));

        assertThat(tallies.reached(List.of(limit), NOON.plusSeconds(599)))
                .contains(new LimitReached(LimitKind.CODES_FOR_PERSON, NOON.plusSeconds(600)));
        assertThat(tallies.reached(List.of(limit), NOON.plusSeconds(600))).isEmpty();
        tallies.count(List.of(limit.countKey()), NOON.plusSeconds(600));
        assertThat(tallies.reached(List.of(limit), NOON.plusSeconds(601)))
                .contains(new LimitReached(LimitKind.CODES_FOR_PERSON, NOON.plusSeconds(660)));
        assertThat(tallies.reached(List.of(limit), NOON.plusSeconds(660))).isEmpty();
    }

    @Test
    void one_key_counts_for_itself_only() {
        var limit = new Limit(LimitKind.CODES_FOR_PERSON, "sam", 1, A_DAY);
        tallies.count(List.of(new CountKey(LimitKind.CODES_FOR_PERSON, "kim")), NOON);
        tallies.count(List.of(new CountKey(LimitKind.FAILURES_OF_PERSON, "sam")), NOON);

        assertThat(tallies.reached(List.of(limit), NOON)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5, 6, 300, 100, 3, 20, 60, 200",
        "6, 5, 6, 300, 100, 3, 20, 60, 200",
        "3, 0, 6, 300, 100, 3, 20, 60, 200",
        "3, 11, 6, 300, 100, 3, 20, 60, 200",
        "3, 5, 0, 300, 100, 3, 20, 60, 200",
        "3, 5, 6, 0, 100, 3, 20, 60, 200",
        "3, 5, 6, 601, 100, 3, 20, 60, 200",
        "3, 5, 6, -1, 100, 3, 20, 60, 200",
        "3, 5, 6, 300, 0, 3, 20, 60, 200",
        "3, 5, 6, 300, 100, 0, 20, 60, 200",
        "3, 5, 6, 300, 100, 3, 0, 60, 200",
        "3, 5, 6, 300, 100, 3, 20, 0, 200",
        "3, 5, 6, 300, 100, 3, 20, 60, 0"
    })
    void T15_limits_that_protect_nobody_are_refused(
            int tries, int failures, int codes, long life, int wrong, int number, int technician, int prefix, int all) {
        assertThatThrownBy(() -> new Limits(
                        tries, failures, codes, Duration.ofSeconds(life), wrong, number, technician, prefix, all, 10))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(3, 5, 6, Duration.ofMinutes(5), 100, 3, 20, 60, 200, 51))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limit(LimitKind.CODES_FOR_PERSON, "sam", 0, A_DAY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void every_limit_has_a_name_to_tell() {
        assertThat(LimitKind.values())
                .allSatisfy(kind -> assertThat(kind.words()).isNotBlank());
    }
}
