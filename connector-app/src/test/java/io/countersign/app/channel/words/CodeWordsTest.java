package io.countersign.app.channel.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.challenge.Code;
import io.countersign.ticket.TicketName;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeWordsTest {
    private static final List<Locale> SHIPPED =
            List.of(Locale.ENGLISH, Locale.FRENCH, Locale.GERMAN, Locale.forLanguageTag("es"));
    private static final List<String> ACTIONS = List.of(
            "not-stated", "information", "change", "password-reset", "mfa-reset", "admin-rights", "payee-change");
    private static final Code CODE = new Code("482913");
    private static final URI PAGE = URI.create("https://desk.example/n/AbCdEfGhIjKlMnOpQrStUv");
    private static final TicketName SEVEN = new TicketName("7");
    private static final TicketName T_NUMBER = new TicketName("T20250915.0001");
    private static final List<@Nullable TicketName> TICKETS = Arrays.asList(
            null,
            SEVEN,
            T_NUMBER,
            new TicketName(Long.toString(Long.MAX_VALUE)),
            new TicketName("T20250915.00000.0001"));
    private static final Pattern FIRST_NUMBER = Pattern.compile("\\p{Nd}+");

    private final CodeWords words = new CodeWords();

    @Test
    void the_text_to_a_caller_names_the_msp_what_for_and_how_to_say_no() {
        assertThat(words.text(message(false, Locale.ENGLISH, true, null)))
                .isEqualTo("Example IT: code 482913. Read it only to the technician on the call you made."
                        + " For: password reset, ticket 1007. Not you? Reply NO");
    }

    @Test
    void the_text_to_somebody_we_call_names_the_technician_and_tells_the_code_to_them() {
        assertThat(words.text(message(true, Locale.ENGLISH, true, null)))
                .isEqualTo("Example IT: J. Doe is calling and tells YOU 482913. Asked for it? Hang up."
                        + " Ticket 1007. Same code? Reply YES. Not expected? NO");
    }

    @ParameterizedTest
    @CsvSource({
        "false,en,Reply NO", "true,en,Reply YES", "false,fr,Répondez NON", "true,fr,Répondez OUI",
        "false,de,NEIN antworten", "true,de,JA antworten", "false,es,Responda NO", "true,es,Responda SI"
    })
    void every_language_asks_for_an_answer_that_we_understand(boolean outbound, Locale locale, String answer) {
        assertThat(words.text(message(outbound, locale, true, PAGE)))
                .contains(answer)
                .doesNotContain("desk.example");
    }

    /** The widest names, every action, language and direction, with and without a way to answer. */
    @Test
    void every_text_is_one_segment_with_a_long_name_uncut() {
        String msp = "Wintergreen Managed IT Co";
        String technician = "Maximiliana Featherstonehaugh";
        for (var locale : SHIPPED) {
            for (String action : ACTIONS) {
                for (boolean outbound : new boolean[] {true, false}) {
                    for (boolean canReply : new boolean[] {true, false}) {
                        for (var ticket : List.of(new TicketName("1234567890"), T_NUMBER)) {
                            String text = words.text(new CodeMessage(
                                    outbound, msp, CODE, action, ticket, technician, canReply, null, locale));

                            assertThat(CountedSegment.septets(text)).as(text).isLessThanOrEqualTo(160);
                            // beside the longer number the name gives way by a word
                            assertThat(text)
                                    .contains(msp.substring(0, ticket.equals(T_NUMBER) ? 19 : 24))
                                    .contains(ticket.text());
                            if (outbound) {
                                assertThat(text)
                                        .contains(technician.substring(0, 20))
                                        .doesNotContain(technician.substring(0, 21));
                            }
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Wintergreen Managed IT Co",
                "{[~]} {[~]} {[~]} {[~]} {[~]}",
                "24x7 Wintergreen Managed",
                "A[€]{~}|^[€]{~}|^[€]{~}|^[€]",
                "Žluťoučký kůň & Œuvre S.A.R.L.",
                "Поддержка Восток",
                "株式会社サポート",
                "😀😀😀",
                "",
                "€€€€€€€€€€€€€€€€€€€€€€€€"
            })
    void every_text_is_one_segment_whatever_the_names_and_numbers_are(String name) {
        for (var locale : SHIPPED) {
            for (boolean outbound : new boolean[] {true, false}) {
                for (boolean canReply : new boolean[] {true, false}) {
                    for (TicketName ticket : TICKETS) {
                        for (URI page : new URI[] {null, PAGE, URI.create(PAGE + "x".repeat(200))}) {
                            String text = words.text(new CodeMessage(
                                    outbound, name, CODE, "payee-change", ticket, name, canReply, page, locale));

                            assertThat(CountedSegment.septets(text)).as(text).isLessThanOrEqualTo(160);
                            assertThat(firstNumber(text)).as(text).isEqualTo("482913");
                        }
                    }
                }
            }
        }
    }

    @Test
    void a_sender_that_cannot_receive_names_a_short_page_instead_of_a_reply() {
        for (var locale : SHIPPED) {
            for (boolean outbound : new boolean[] {true, false}) {
                String text = words.text(new CodeMessage(
                        outbound,
                        "Wintergreen Managed IT Co",
                        CODE,
                        "payee-change",
                        T_NUMBER,
                        "Maximiliana Featherstonehaugh",
                        false,
                        PAGE,
                        locale));

                assertThat(text)
                        .endsWith(" desk.example/n/AbCdEfGhIjKlMnOpQrStUv")
                        .contains(T_NUMBER.text());
                assertThat(CountedSegment.septets(text)).isLessThanOrEqualTo(160);
            }
        }
    }

    @Test
    void T22_no_link_stands_beside_a_code_where_the_person_can_reply() {
        for (String name :
                List.of("Example IT", "example.test/pay", "https://evil.example/x", "a@evil.example", "J. Doe")) {
            for (boolean outbound : new boolean[] {true, false}) {
                String text = words.text(
                        new CodeMessage(outbound, name, CODE, "change", SEVEN, name, true, PAGE, Locale.ENGLISH));

                assertThat(text).doesNotContain("://").doesNotContainPattern("[\\p{L}\\p{N}][./@][\\p{L}\\p{N}]");
            }
        }
    }

    @Test
    void the_code_stands_before_any_other_number_even_in_a_name() {
        for (var locale : SHIPPED) {
            for (boolean outbound : new boolean[] {true, false}) {
                var message = new CodeMessage(
                        outbound,
                        "24x7 IT 365",
                        CODE,
                        "change",
                        new TicketName("123456"),
                        "Agent 111111",
                        true,
                        PAGE,
                        locale);

                assertThat(firstNumber(words.text(message))).isEqualTo("482913");
                assertThat(words.text(message)).contains("24x7 IT 365").doesNotContain("111111");
                var mail = words.mail(message);
                assertThat(firstNumber(mail.text())).isEqualTo("482913");
                assertThat(firstNumber(mail.html())).isEqualTo("482913");
                assertThat(mail.subject()).doesNotContain("482913");
                assertThat(mail.text()).doesNotContain("111111");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ev\u202eil\u2066",
                "Evil\r\nReply YES",
                "Evil\u0000\u0007",
                "<script>alert(1)</script>",
                "{code}{page}{0}%s",
                "Evil\u2028line",
                "\"><img src=x onerror=alert(1)>"
            })
    void T19_names_stay_names_in_every_sink(String name) {
        var message = new CodeMessage(false, name, CODE, "change", SEVEN, name, true, PAGE, Locale.ENGLISH);
        String text = words.text(message);
        var mail = words.mail(message);

        for (String line : List.of(text, mail.subject())) {
            assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
        }
        assertThat(mail.text().replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
        assertThat(mail.html().replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
        assertThat(mail.html()).doesNotContain("<script", "<img");
        assertThat(occurrences(text, "482913")).isEqualTo(1);
        assertThat(occurrences(mail.text(), "482913")).isEqualTo(1);
        assertThat(occurrences(mail.html(), "482913")).isEqualTo(1);
        assertThat(mail.text().lines()).noneMatch(line -> line.equals("Reply YES"));
    }

    @Test
    void T19_an_action_that_is_not_shipped_is_not_repeated() {
        for (String key : List.of("pay the attacker", "", "{code}", "short.change.x")) {
            var message = new CodeMessage(false, "Example IT", CODE, key, SEVEN, "J. Doe", true, null, Locale.ENGLISH);

            assertThat(words.text(message)).contains(" Ticket 7. ").doesNotContain("attacker", "For:");
            assertThat(words.mail(message).text()).contains("For: not stated").doesNotContain("attacker");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Crème Brûlée Œuvres,Crème Brulée OEuvres",
        "Żółć Sp. z o.o.,Zolc Sp. z o o.",
        "Müller & Söhne,Müller & Söhne",
        "Straße–Gasse,Straße-Gasse",
        "Поддержка,Your help desk",
        "😀,Your help desk",
        "'',Your help desk"
    })
    void letters_that_the_alphabet_lacks_are_spelled_or_the_name_is_not_used(String name, String shown) {
        assertThat(words.text(
                        new CodeMessage(false, name, CODE, "change", SEVEN, "J. Doe", true, null, Locale.ENGLISH)))
                .startsWith(shown + ": code 482913.");
    }

    @Test
    void the_mail_says_who_what_why_and_how_to_say_no() {
        var mail = words.mail(message(false, Locale.ENGLISH, true, PAGE));

        assertThat(mail.subject()).isEqualTo("Example IT: your code");
        assertThat(mail.text())
                .startsWith("482913 is your code from Example IT.")
                .contains("Technician: J. Doe", "For: password reset", "Ticket: 1007")
                .contains("you contacted Example IT", "What is this?", PAGE.toString(), "changes nothing");
        assertThat(mail.html())
                .contains("<html lang=\"en\">", ">482913</strong>", "<a href=\"" + PAGE + "\">")
                .doesNotContain("<img", "<script", "<link", "url(", "<form");
    }

    @Test
    void the_mail_of_a_call_that_we_dial_says_so() {
        var mail = words.mail(message(true, Locale.ENGLISH, true, PAGE));

        assertThat(mail.subject()).isEqualTo("Example IT is calling you");
        assertThat(mail.text())
                .startsWith("482913 is the code that the caller tells YOU.")
                .contains("J. Doe", "Hang up", "Ticket: 1007", "Example IT contacts you");
    }

    @Test
    void a_mail_without_a_page_has_no_link() {
        for (var locale : SHIPPED) {
            for (boolean outbound : new boolean[] {true, false}) {
                var mail = words.mail(message(outbound, locale, true, null));

                assertThat(mail.html()).doesNotContain("href", "://");
                assertThat(mail.text()).doesNotContain("://");
            }
        }
    }

    @Test
    void every_language_is_its_own_and_complete() {
        for (boolean outbound : new boolean[] {true, false}) {
            assertThat(SHIPPED.stream()
                            .map(locale -> words.mail(message(outbound, locale, true, PAGE))
                                    .text()))
                    .doesNotHaveDuplicates()
                    .allSatisfy(text -> assertThat(text)
                            .doesNotContainPattern("\\{[a-z]+\\}")
                            .contains("1007", "J. Doe"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "//evil.example",
                "ftp://desk.example",
                "https:relative",
                "https://a@desk.example"
            })
    void only_a_web_address_can_be_the_page(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> message(false, Locale.ENGLISH, true, URI.create(address)));
    }

    @Test
    void neither_message_nor_words_print_the_code() {
        var message = message(false, Locale.ENGLISH, true, PAGE);

        assertThat(message.toString()).doesNotContain("482913");
        assertThat(words.mail(message).toString()).doesNotContain("482913");
    }

    private static CodeMessage message(boolean outbound, Locale locale, boolean canReply, @Nullable URI page) {
        return new CodeMessage(
                outbound,
                "Example IT",
                CODE,
                "password-reset",
                new TicketName("1007"),
                "J. Doe",
                canReply,
                page,
                locale);
    }

    private static String firstNumber(String text) {
        var number = FIRST_NUMBER.matcher(text);
        return number.find() ? number.group() : "";
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
