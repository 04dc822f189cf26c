package io.countersign.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.memory.CodesInOrder;
import io.countersign.memory.Fixtures;
import java.security.SecureRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeTest {
    private static final Code CODE = new Code("482913");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "482913",
                " 482913 ",
                "482 913",
                "48 29 13",
                "482-913",
                "482.913",
                "482\u00a0913",
                "4 8 2 9 1 3",
                "482913\n",
                "482\t913",
                "482\u2013913",
                "482\u2011913",
                "482\u202f913",
                "482\u2009913"
            })
    void a_code_is_read_with_spaces_and_dashes_between_its_digits(String typed) {
        assertThat(Code.typed(typed)).contains(CODE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "48291",
                "4829133",
                "48291a",
                "+482913",
                "482,913",
                "４８２９１３",
                "٤٨٢٩١٣",
                "482913\u0000",
                "482913;482914",
                "0x482913"
            })
    void anything_but_six_digits_is_no_code(String typed) {
        assertThat(Code.typed(typed)).isEmpty();
    }

    @Test
    void T15_a_flood_of_spaces_is_no_code() {
        assertThat(Code.typed("482913" + " ".repeat(58))).contains(CODE);
        assertThat(Code.typed("482913" + " ".repeat(59))).isEmpty();
    }

    @Test
    void T15_every_digit_is_as_likely_as_another_in_every_place() {
        var random = new SecureRandom();
        int[][] seen = new int[6][10];
        int codes = 60_000;
        for (int n = 0; n < codes; n++) {
            String digits = Code.random(random).digits();
            for (int place = 0; place < 6; place++) {
                seen[place][digits.charAt(place) - '0']++;
            }
        }
        for (int[] place : seen) {
            double distance = 0;
            for (int count : place) {
                distance += Math.pow(count - codes / 10.0, 2) / (codes / 10.0);
            }
            // chi-square with nine degrees of freedom: above 50 once in ten million runs
            assertThat(distance).isLessThan(50);
        }
    }

    @Test
    void codes_are_made_where_the_machine_counts_in_other_digits() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Code.random(new SecureRandom()).digits()).matches("[0-9]{6}");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void T04_a_code_prints_masked() {
        assertThat(CODE.toString()).isEqualTo("Code[••••••]");
        assertThat(CodesInOrder.hashOf(Fixtures.verificationId(1), CODE).toString())
                .isEqualTo("CodeHash[…]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12345", "1234567", "12345x", "１２３４５６"})
    void a_code_has_six_digits(String digits) {
        assertThatThrownBy(() -> new Code(digits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("12345");
    }

    @Test
    void T02_a_hash_is_of_one_code_and_one_verification() {
        var hash = CodesInOrder.hashOf(Fixtures.verificationId(1), CODE);

        assertThat(hash.matches(CodesInOrder.hashOf(Fixtures.verificationId(1), new Code("482913"))))
                .isTrue();
        assertThat(hash.matches(CodesInOrder.hashOf(Fixtures.verificationId(1), new Code("482914"))))
                .isFalse();
        assertThat(hash.matches(CodesInOrder.hashOf(Fixtures.verificationId(2), CODE)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "G", "482913"})
    void a_code_hash_is_thirty_two_bytes_in_lower_case_hex(String hex) {
        assertThatThrownBy(() -> new CodeHash(hex)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CodeHash("A".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void only_what_lies_with_the_place_is_remembered_there() {
        assertThat(DeliveryProblem.values())
                .filteredOn(DeliveryProblem::ofThePlace)
                .containsExactlyInAnyOrder(
                        DeliveryProblem.OPTED_OUT,
                        DeliveryProblem.NOT_A_NUMBER,
                        DeliveryProblem.CANNOT_RECEIVE_TEXTS,
                        DeliveryProblem.BLOCKED_BY_CARRIER,
                        DeliveryProblem.UNKNOWN_NUMBER,
                        DeliveryProblem.NO_SUCH_MAILBOX);
    }
}
