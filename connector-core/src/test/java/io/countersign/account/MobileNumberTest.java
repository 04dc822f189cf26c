package io.countersign.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MobileNumberTest {
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (202) 555-0123      | US | +12025550123
            202.555.0123        | US | +12025550123
            +1 202 555 0123     | DE | +12025550123
            +44 (0)7911 123456  | US | +447911123456
            011 44 7911 123456  | US | +447911123456
            07911 123456        | GB | +447911123456
            ２０２５５５０１２３ | US | +12025550123
            +1 500 555 0006     | US | +15005550006
            +1 202 555 0100     | ZZ | +12025550100
            """)
    void a_number_is_kept_in_E164_however_it_was_typed(String typed, String region, String e164) {
        assertThat(MobileNumber.parse(typed, region)).contains(new MobileNumber(e164));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "867-5309",
                "anonymous",
                "client:bob",
                "202 555 0123, 202 555 0145",
                "202 555 0123 x123",
                "+1 202 555 0123 ext. 9",
                "tel:+12025550123;ext=9",
                "202\u0000555\u00000123",
                "+0 202 555 0123",
                "911",
                "123456789012345678901234567890",
            })
    void what_is_no_number_or_reaches_an_extension_is_refused(String typed) {
        assertThat(MobileNumber.parse(typed, "US")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1-800-FLOWERS, US",
        "+18003569377, US",
        "+19002345678, US",
        "+44 9098 790 000, GB",
        "+44 843 0123456, GB",
        "+44 7640 123456, GB",
        "+49 900 1 234567, DE"
    })
    void T16_premium_shared_cost_toll_free_and_pager_numbers_are_never_texted(String typed, String region) {
        assertThat(MobileNumber.parse(typed, region)).isEmpty();
    }

    @Test
    void more_than_64_characters_are_not_looked_at() {
        assertThat(MobileNumber.parse(" ".repeat(52) + "202 555 0123", "US")).isPresent();
        assertThat(MobileNumber.parse(" ".repeat(53) + "202 555 0123", "US")).isEmpty();
    }

    @Test
    void without_a_region_only_a_number_with_its_country_is_one() {
        assertThat(MobileNumber.parse("202 555 0123", "ZZ")).isEmpty();
        assertThat(MobileNumber.parse("202 555 0123", "")).isEmpty();
    }

    @Test
    void two_hundred_thousand_random_strings_give_a_number_in_E164_or_none() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("numbers from random strings, seed " + seed);
        var random = new Random(seed);
        String alphabet = "0123456789012345678901234567890123456789+()-. /x#*;,=aAzZ\u0000\u00a0\u202e٣５é\n~";
        String[] regions = {"US", "GB", "DE", "AT", "FI", "ZZ", "", "IT", "JP"};
        for (int n = 0; n < 200_000; n++) {
            var typed = new StringBuilder(random.nextInt(5) == 0 ? "+" : "");
            int length = random.nextInt(30);
            for (int i = 0; i < length; i++) {
                typed.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            var text = typed.toString();
            var region = regions[random.nextInt(regions.length)];
            MobileNumber.parse(text, region).ifPresent(number -> {
                if (!E164.matcher(number.e164()).matches()
                        || !MobileNumber.parse(number.e164(), "ZZ").equals(Optional.of(number))) {
                    fail("%s in %s became %s", text, region, number.e164());
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"+49 3012345678901234, DE", "+43 1 234, AT", "+43 1234, AT"})
    void a_number_longer_or_shorter_than_E164_is_none_and_no_failure(String typed, String region) {
        assertThat(MobileNumber.parse(typed, region)).isEmpty();
    }

    @Test
    void a_number_knows_its_country_and_what_bulk_abuse_has_in_common() {
        assertThat(new MobileNumber("+12025550123").country()).isEqualTo("US");
        assertThat(new MobileNumber("+14165550123").country()).isEqualTo("CA");
        assertThat(new MobileNumber("+447400123456").country()).isEqualTo("GB");
        assertThat(new MobileNumber("+9999999999").country()).isEqualTo("ZZ");
        assertThat(new MobileNumber("+12025550123").prefix()).isEqualTo("+1202555");
    }

    @Test
    void a_number_prints_its_last_four_digits_only() {
        var number = new MobileNumber("+12025550123");

        assertThat(number.masked()).isEqualTo("•••• 0123");
        assertThat(number.toString()).isEqualTo("MobileNumber[•••• 0123]");
        assertThat(number.inFull()).isEqualTo("+12025550123");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12025550123", "+02025550123", "+1", "+1234567890123456", "+1202555012x"})
    void a_number_that_is_not_in_E164_does_not_come_to_be(String e164) {
        assertThatThrownBy(() -> new MobileNumber(e164))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("202555");
    }
}
