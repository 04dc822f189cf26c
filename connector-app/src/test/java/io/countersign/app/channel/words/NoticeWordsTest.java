package io.countersign.app.channel.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.channel.words.PointNotice.Changed;
import io.countersign.ticket.TicketName;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NoticeWordsTest {
    private static final List<Locale> SHIPPED =
            List.of(Locale.ENGLISH, Locale.FRENCH, Locale.GERMAN, Locale.forLanguageTag("es"));
    private static final URI PAGE = URI.create("https://desk.example/n/AbCdEfGhIjKlMnOpQrStUv");
    private static final String WIDE = "Wintergreen Managed IT Co";

    private final NoticeWords words = new NoticeWords();

    @Test
    void the_former_point_is_told_and_can_say_no() {
        assertThat(words.text(new PointNotice("Example IT", Changed.MOBILE_NUMBER, true, PAGE, Locale.ENGLISH)))
                .isEqualTo("Example IT: the mobile number we check you by was changed. Not you? Reply NO");
        var mail = words.mail(new PointNotice("Example IT", Changed.MAIL_ADDRESS, true, PAGE, Locale.ENGLISH));
        assertThat(mail.text()).contains("e-mail address", "nothing to do", PAGE.toString());
        assertThat(mail.html()).contains("<a href=\"" + PAGE + "\">");
    }

    @Test
    void every_notice_is_one_segment_in_every_language_and_holds_no_number() {
        for (var locale : SHIPPED) {
            for (var changed : Changed.values()) {
                for (boolean canReply : new boolean[] {true, false}) {
                    String text = words.text(new PointNotice(WIDE, changed, canReply, PAGE, locale));

                    assertThat(CountedSegment.septets(text)).as(text).isLessThanOrEqualTo(160);
                    assertThat(text).contains(WIDE.substring(0, 24)).doesNotContainPattern("[0-9]");
                    assertThat(text.contains("desk.example")).isEqualTo(!canReply);
                    assertThat(words.mail(new PointNotice(WIDE, changed, canReply, null, locale))
                                    .text())
                            .doesNotContainPattern("[0-9{}]");
                }
            }
        }
    }

    @Test
    void help_is_one_segment_and_names_who_helps_and_how_to_end_it() {
        for (var locale : SHIPPED) {
            for (String contact : new String[] {null, "+12025550142", "help@wintergreen-managed-it.example"}) {
                String text = words.help(WIDE, contact, locale);

                assertThat(CountedSegment.septets(text)).as(text).isLessThanOrEqualTo(160);
                assertThat(text).contains("STOP", "START").startsWith(WIDE.substring(0, 24));
                if (contact != null) {
                    assertThat(text).contains(contact.substring(0, 12));
                }
            }
        }
    }

    @Test
    void the_alert_says_what_happened_and_what_to_do_without_naming_the_person() {
        var alert = new NotMeAlert(
                "Example IT",
                true,
                false,
                "v_8Kq",
                "password-reset",
                new TicketName("T20250915.0001"),
                "J. Doe <script>",
                Instant.parse("2026-03-02T12:00:00Z"),
                PAGE,
                Locale.ENGLISH);

        var mail = words.alert(alert);

        assertThat(mail.subject()).isEqualTo("Example IT: a user says that it was not them");
        assertThat(mail.text())
                .contains(
                        "disputed",
                        "impersonate",
                        "Ticket: T20250915.0001",
                        "For: password reset",
                        "Technician: J. Doe")
                .contains("2026-03-02 12:00:00 UTC", "v_8Kq", PAGE.toString());
        assertThat(mail.html()).doesNotContain("<script");
    }

    @Test
    void an_alert_without_ticket_and_page_leaves_them_out_in_every_language() {
        for (var locale : SHIPPED) {
            var mail = words.alert(
                    new NotMeAlert("Example IT", false, true, "v_8Kq", "?", null, "", Instant.EPOCH, null, locale));

            assertThat(mail.text()).doesNotContain("Ticket", "://", "{");
        }
    }
}
