package io.countersign.app.channel.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.countersign.account.MailAddress;
import io.countersign.app.channel.mail.MailProperties.Starttls;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.challenge.Handover;
import io.countersign.challenge.Mails.OutgoingMail;
import io.countersign.ticket.InstallationId;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpMailsTest {
    private static final InstallationId INSTALLATION = new InstallationId("AAAAAAAAAAAAAAAAAAAAAA");
    private static final Handover BUSY = new Handover.Busy(Duration.ofSeconds(30));
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-03-02T12:00:00Z"));
    private static final OutgoingMail MAIL = new OutgoingMail(
            INSTALLATION,
            "ref_1-A",
            new MailAddress("user@customer.example"),
            "Exämple IT: your code",
            "482913 is your code — plain",
            "<p>482913 is your code — html</p>");

    @Test
    void a_mail_carries_both_texts_and_says_that_a_machine_wrote_it() throws Exception {
        var relay = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        relay.start();
        try {
            var answer = mails(relay.getSmtp().getPort()).send(MAIL);

            assertThat(answer).isEqualTo(new Handover.Accepted("<ref_1-A@msp.example>"));
            assertThat(relay.getReceivedMessages()).hasSize(1);
            var received = relay.getReceivedMessages()[0];
            assertThat(received.getHeader("Message-ID")).containsExactly("<ref_1-A@msp.example>");
            assertThat(received.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(received.getHeader("X-Auto-Response-Suppress")).containsExactly("All");
            assertThat(received.getFrom()[0].toString()).isEqualTo("Example IT <help@msp.example>");
            assertThat(received.getReplyTo()[0].toString()).isEqualTo("desk@msp.example");
            assertThat(received.getRecipients(RecipientType.TO)[0].toString()).isEqualTo("user@customer.example");
            assertThat(received.getSubject()).isEqualTo(MAIL.subject());
            assertThat(received.getSentDate().toInstant()).isEqualTo(NOON.instant());
            assertThat(received.getHeader("Content-Type")[0]).startsWith("multipart/");
            assertThat(parts(received)).containsExactly("text/plain; " + MAIL.text(), "text/html; " + MAIL.html());
        } finally {
            relay.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code\r\nBcc: everyone@customer.example",
                "code\nX: y",
                "code\rX: y",
                "code\u0000",
                "code\t1",
                "code\u0085",
                "code\u2028X: y",
                "code\u202egnp.exe",
                "code\u200b",
                "code\u2066x",
                "code\ud800",
                " ",
                ""
            })
    void T19_control_and_invisible_characters_never_reach_a_header(String foul) throws IOException {
        try (var relay = new ScriptedRelay()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> mails(relay.port()).send(subject(foul)))
                    .withMessageNotContaining("code");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new MailSettings(new MailAddress("help@msp.example"), foul, null))
                    .withMessageNotContaining("code");
            assertThat(relay.commands()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a>\r\nX: y", "a@b", "<a>"})
    void T19_a_reference_cannot_break_the_message_id(String reference) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mails(1).send(
                                new OutgoingMail(INSTALLATION, reference, MAIL.to(), "code", "text", "<p>html</p>")));
    }

    @Test
    void T19_markup_in_the_senders_name_stays_a_name() throws Exception {
        try (var relay = new ScriptedRelay()) {
            var sender = new MailSettings(
                    new MailAddress("help@msp.example"), "\"Evil\" <x@evil.example>, {0} <script>", null);

            assertThat(mails(relay.port(), sender).send(MAIL)).isInstanceOf(Handover.Accepted.class);

            assertThat(relay.texts()).hasSize(1);
            var received = new MimeMessage(
                    null,
                    new java.io.ByteArrayInputStream(
                            relay.texts().getFirst().getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            assertThat(received.getFrom()).hasSize(1);
            assertThat(((jakarta.mail.internet.InternetAddress) received.getFrom()[0]).getAddress())
                    .isEqualTo("help@msp.example");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.1.1 no such user|NO_SUCH_MAILBOX",
                "550 no such user|NO_SUCH_MAILBOX",
                "553 5.1.3 bad address|NO_SUCH_MAILBOX",
                "551 5.1.6 moved|NO_SUCH_MAILBOX",
                "550 5.7.1 relaying denied|SENDER_NOT_READY",
                "554 5.7.1 relay access denied|SENDER_NOT_READY",
                "530 5.7.0 authentication required|PROVIDER_REFUSES_US"
            })
    void a_recipient_refused_for_good_is_refused(String answer, DeliveryProblem problem) throws IOException {
        assertThat(sentTo("RCPT", answer)).isEqualTo(new Handover.Rejected(problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HELLO|421 4.3.2 shutting down",
                "HELLO|554 5.3.2 not today",
                "HELLO|DROP",
                "EHLO|421 4.3.2 shutting down",
                "MAIL|451 4.3.0 later",
                "MAIL|421 4.3.2 shutting down",
                "MAIL|DROP",
                "RCPT|450 4.2.1 mailbox busy",
                "RCPT|451 4.7.1 greylisted",
                "RCPT|452 4.2.2 mailbox full",
                "RCPT|421 4.3.2 shutting down",
                "RCPT|DROP",
                "DATA|451 4.3.0 later",
                "DATA|DROP",
                ".|451 4.3.0 later",
                ".|421 4.3.2 shutting down"
            })
    void whatever_goes_wrong_before_the_text_and_every_4xx_is_surely_not_taken(String command, String answer)
            throws IOException {
        assertThat(sentTo(command, answer)).isEqualTo(BUSY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL|550 5.1.8 sender unknown|SENDER_NOT_READY",
                "MAIL|530 5.7.0 authentication required|PROVIDER_REFUSES_US",
                "DATA|554 5.5.1 no|SENDER_NOT_READY",
                ".|554 5.7.1 looks like spam|FILTERED_AS_SPAM",
                ".|550 rejected|FILTERED_AS_SPAM"
            })
    void a_refusal_of_sender_or_text_is_not_blamed_on_the_mailbox(
            String command, String answer, DeliveryProblem problem) throws IOException {
        assertThat(sentTo(command, answer)).isEqualTo(new Handover.Rejected(problem));
    }

    @ParameterizedTest
    @ValueSource(strings = {ScriptedRelay.DROP, ScriptedRelay.HANG, "no smtp at all"})
    void once_the_text_has_left_silence_is_unclear_and_nothing_is_repeated(String end) throws IOException {
        try (var relay = new ScriptedRelay(".", end)) {
            assertThat(mails(relay.port()).send(MAIL)).isEqualTo(new Handover.Unclear());
            assertThat(relay.texts()).hasSize(1);
            assertThat(relay.commands()).filteredOn("DATA"::equals).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HELLO", "MAIL", "RCPT"})
    void a_relay_that_says_nothing_is_left_after_the_limit(String command) throws IOException {
        long start = System.nanoTime();
        assertThat(sentTo(command, ScriptedRelay.HANG)).isEqualTo(BUSY);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_relay_that_is_gone_at_goodbye_has_still_taken_the_mail() throws IOException {
        assertThat(sentTo("QUIT", ScriptedRelay.DROP)).isInstanceOf(Handover.Accepted.class);
    }

    @Test
    void a_refused_connection_is_surely_not_taken() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertThat(mails(closed).send(MAIL)).isEqualTo(BUSY);
    }

    @Test
    void credentials_that_the_relay_refuses_are_an_operators_matter() throws IOException {
        assertThat(signedIn("535 5.7.8 bad credentials"))
                .isEqualTo(new Handover.Rejected(DeliveryProblem.PROVIDER_REFUSES_US));
        assertThat(signedIn("454 4.7.0 try again later")).isEqualTo(BUSY);
        assertThat(signedIn("235 2.7.0 welcome")).isInstanceOf(Handover.Accepted.class);
    }

    @Test
    void a_relay_that_cannot_encrypt_gets_nothing() throws IOException {
        try (var relay = new ScriptedRelay()) {
            var mails = new SmtpMails(properties(relay.port(), "localhost", Starttls.REQUIRED, null), sender(), NOON);

            assertThat(mails.send(MAIL)).isEqualTo(new Handover.Rejected(DeliveryProblem.SENDER_NOT_READY));
            assertThat(relay.commands()).doesNotContain("MAIL", "RCPT", "DATA", "AUTH");
            assertThat(relay.texts()).isEmpty();
        }
    }

    @Test
    void a_relay_whose_certificate_nobody_vouches_for_gets_nothing() throws IOException {
        try (var relay = encrypting()) {
            var mails = new SmtpMails(properties(relay.port(), "localhost", Starttls.REQUIRED, null), sender(), NOON);

            assertThat(mails.send(MAIL)).isEqualTo(new Handover.Rejected(DeliveryProblem.SENDER_NOT_READY));
            assertThat(relay.commands()).contains("STARTTLS").doesNotContain("MAIL", "AUTH");
        }
    }

    @Test
    void a_relay_with_a_trusted_certificate_of_another_name_gets_nothing() throws Exception {
        try (var relay = encrypting()) {
            assertThat(trusting(relay, "127.0.0.1").send(MAIL))
                    .isEqualTo(new Handover.Rejected(DeliveryProblem.SENDER_NOT_READY));
            assertThat(relay.commands()).contains("STARTTLS").doesNotContain("MAIL", "AUTH");
        }
    }

    @Test
    void a_relay_with_a_trusted_certificate_of_its_name_gets_the_mail() throws Exception {
        try (var relay = encrypting()) {
            assertThat(trusting(relay, "localhost").send(MAIL)).isInstanceOf(Handover.Accepted.class);
            assertThat(relay.texts()).hasSize(1);
        }
    }

    @Test
    void without_a_relay_every_mail_is_refused() {
        var none = new MailProperties(
                null,
                587,
                null,
                null,
                Starttls.REQUIRED,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));

        assertThat(new SmtpMails(none, sender(), NOON).send(MAIL))
                .isEqualTo(new Handover.Rejected(DeliveryProblem.SENDER_NOT_READY));
    }

    private static Handover sentTo(String command, String answer) throws IOException {
        try (var relay = new ScriptedRelay(command, answer)) {
            return mails(relay.port()).send(MAIL);
        }
    }

    private static Handover signedIn(String answer) throws IOException {
        try (var relay = new ScriptedRelay("EHLO", "250-relay.example\r\n250 AUTH PLAIN", "AUTH", answer)) {
            return new SmtpMails(properties(relay.port(), "127.0.0.1", Starttls.OFF, "user"), sender(), NOON)
                    .send(MAIL);
        }
    }

    private static ScriptedRelay encrypting() throws IOException {
        return new ScriptedRelay("EHLO", "250-relay.example\r\n250 STARTTLS");
    }

    private static SmtpMails trusting(ScriptedRelay server, String host) throws GeneralSecurityException, IOException {
        var relay = new SmtpRelay(host, properties(server.port(), host, Starttls.REQUIRED, null));
        relay.getJavaMailProperties()
                .put("mail.smtp.ssl.socketFactory", ScriptedRelay.trusting().getSocketFactory());
        return new SmtpMails(relay, sender(), NOON);
    }

    private static SmtpMails mails(int port) {
        return mails(
                port,
                new MailSettings(
                        new MailAddress("help@msp.example"), "Example IT", new MailAddress("desk@msp.example")));
    }

    private static SmtpMails mails(int port, MailSettings sender) {
        return new SmtpMails(properties(port, "127.0.0.1", Starttls.OFF, null), id -> sender, NOON);
    }

    private static MailSenders sender() {
        return id -> new MailSettings(new MailAddress("help@msp.example"), "Example IT", null);
    }

    private static MailProperties properties(int port, String host, Starttls starttls, @Nullable String username) {
        return new MailProperties(
                host,
                port,
                username,
                username == null ? null : "secret",
                starttls,
                Duration.ofSeconds(2),
                Duration.ofMillis(700),
                Duration.ofSeconds(2));
    }

    private static OutgoingMail subject(String subject) {
        return new OutgoingMail(INSTALLATION, "r", MAIL.to(), subject, "text", "<p>html</p>");
    }

    private static List<String> parts(MimeMessage message) throws MessagingException, IOException {
        var texts = new ArrayList<String>();
        collect(message.getContent(), message.getContentType(), texts);
        return texts;
    }

    private static void collect(Object content, String type, List<String> texts)
            throws MessagingException, IOException {
        if (content instanceof MimeMultipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                collect(parts.getBodyPart(i).getContent(), parts.getBodyPart(i).getContentType(), texts);
            }
        } else {
            texts.add(type.split(";", 2)[0] + "; " + String.valueOf(content).strip());
        }
    }
}
