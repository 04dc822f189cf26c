package io.countersign.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {
    @ParameterizedTest
    @CsvSource({
        "sam@acme.example, sam@acme.example",
        "' Sam@ACME.Example ', sam@acme.example",
        "sam.o'brien+help@acme.example, sam.o'brien+help@acme.example",
        "sam@bücher.example, sam@xn--bcher-kva.example",
        "sam@BÜCHER.example, sam@xn--bcher-kva.example",
        "sam@mail.acme.example, sam@mail.acme.example"
    })
    void an_address_is_kept_in_lower_case_with_its_domain_in_ascii(String typed, String kept) {
        assertThat(MailAddress.parse(typed)).contains(new MailAddress(kept));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "sam",
                "@acme.example",
                "sam@",
                "sam@acme",
                "sam@@acme.example",
                "sam@evil.example@acme.example",
                "sam@acme..example",
                "sam@-acme.example",
                "sam@acme-.example",
                "sam@[192.0.2.1]",
                "sam@192.0.2.1",
                "\"sam\"@acme.example",
                "Sam Sample <sam@acme.example>",
                "sam@acme.example, rob@acme.example",
                "sam@acme.example;rob@acme.example",
                "sam (comment)@acme.example",
                "s\u00e4m@acme.example",
                "sam\u202e@acme.example",
                "sam\u200b@acme.example",
                "sam@acme.example.",
                "sam@ac me.example"
            })
    void what_is_not_one_plain_address_is_none(String typed) {
        assertThat(MailAddress.parse(typed)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sam@acme.example\r\nBcc: rob@evil.example",
                "sam@acme.example\nx",
                "sam\r\n@acme.example",
                "sam@acme.example\u0000",
                "sam@acme.example\u2028x"
            })
    void T19_an_address_cannot_begin_another_header_line(String typed) {
        assertThat(MailAddress.parse(typed)).isEmpty();
    }

    @Test
    void T14_a_letter_that_only_looks_like_another_in_lower_case_makes_no_match() {
        // the Kelvin sign becomes k in lower case
        assertThat(MailAddress.parse("\u212Aate@acme.example")).isEmpty();
        assertThat(MailAddress.parse("kate@acme.example")).isPresent();
    }

    @Test
    void more_than_254_characters_are_no_address() {
        String domain = ("a".repeat(60) + ".").repeat(4);
        assertThat(MailAddress.parse("s@" + domain + "example")).isPresent();
        assertThat(MailAddress.parse("sam.sample@" + domain + "example")).isEmpty();
        assertThat(MailAddress.parse("s".repeat(65) + "@acme.example")).isEmpty();
    }

    @Test
    void random_strings_give_a_plain_address_or_none() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("addresses from random strings, seed " + seed);
        var random = new Random(seed);
        String alphabet =
                "abcXYZ019..@@@--_+<>()[]\",;: \r\n\u0000\u00a0\u00e9\u0130\u212a\u3002\u202e\ud83d\ude00\u05d0xn--";
        for (int n = 0; n < 100_000; n++) {
            var typed = new StringBuilder();
            int length = random.nextInt(40);
            for (int i = 0; i < length; i++) {
                typed.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (random.nextBoolean()) {
                typed.append("@acme.example");
            }
            MailAddress.parse(typed.toString()).ifPresent(address -> {
                assertThat(address.value()).matches("[\\x21-\\x7e]{3,254}").doesNotContainPattern("[A-Z<>,;:\"]");
                assertThat(MailAddress.parse(address.value())).contains(address);
            });
        }
    }

    @Test
    void an_address_prints_its_first_letters_only() {
        var address = new MailAddress("sam@acme.example");

        assertThat(address.masked()).isEqualTo("s•••@a…");
        assertThat(address.toString()).isEqualTo("MailAddress[s•••@a…]");
        assertThat(address.inFull()).isEqualTo("sam@acme.example");
    }

    @Test
    void an_address_that_is_not_plain_does_not_come_to_be() {
        assertThatThrownBy(() -> new MailAddress("Sam@acme.example"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("acme");
    }
}
