package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MailServerTest {
    private static final String SOMEBODY = "Sample.User@customer.example";

    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    private void send(boolean authenticated) throws MessagingException {
        var properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(outside.sandbox.smtpPort()));
        properties.setProperty("mail.smtp.timeout", "1000");
        properties.setProperty("mail.smtp.localhost", "localhost");
        properties.setProperty("mail.smtp.auth", Boolean.toString(authenticated));
        var message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("help@msp.example"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(SOMEBODY));
        message.setSubject("Your code: é");
        var plain = new MimeBodyPart();
        plain.setText("code 482913\n.\nstill the same mail", "UTF-8");
        var html = new MimeBodyPart();
        html.setContent("<p>code 482913</p>", "text/html; charset=UTF-8");
        message.setContent(new MimeMultipart("alternative", plain, html));
        if (authenticated) {
            Transport.send(message, "anybody", "anything");
        } else {
            Transport.send(message);
        }
    }

    private JsonNode mailbox() throws Exception {
        return outside.controlled("GET", "/mailboxes/sample.user@customer.example/messages", "");
    }

    private int counted() throws Exception {
        return outside.controlled("GET", "/counts", "")
                .path("mail POST messages")
                .asInt(0);
    }

    private void fault(String wish) throws Exception {
        assertThat(outside.control("PUT", "/faults/mail", wish).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_mail_lies_in_the_mailbox_of_its_recipient(boolean authenticated) throws Exception {
        send(authenticated);

        JsonNode mail = mailbox().get(0);
        assertThat(mail.path("subject").asString("")).isEqualTo("Your code: é");
        assertThat(mail.path("text").asString("").replace("\r\n", "\n").strip())
                .isEqualTo("code 482913\n.\nstill the same mail");
        assertThat(mail.path("html").asString("")).isEqualTo("<p>code 482913</p>");
        assertThat(counted()).isEqualTo(1);
        assertThat(outside.controlled("GET", "/mailboxes/nobody@customer.example/messages", ""))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {451, 550})
    void a_recipient_is_refused_once_and_then_accepted(int status) throws Exception {
        fault("{\"mode\":\"status\",\"status\":" + status + ",\"times\":1}");

        assertThatThrownBy(() -> send(false))
                .isInstanceOf(SendFailedException.class)
                .rootCause()
                .hasMessageContaining(Integer.toString(status));
        assertThat(mailbox()).isEmpty();
        assertThat(counted()).isEqualTo(1);
        send(false);
        assertThat(mailbox()).hasSize(1);
        assertThat(counted()).isEqualTo(2);
    }

    @Test
    void accept_then_drop_keeps_the_mail_and_says_nothing() throws Exception {
        fault("{\"mode\":\"accept-then-drop\",\"times\":1}");

        assertThatThrownBy(() -> send(false)).isInstanceOf(MessagingException.class);

        assertThat(mailbox()).hasSize(1);
    }

    @Test
    void slow_takes_its_time_and_keeps_the_mail() throws Exception {
        fault("{\"mode\":\"slow\",\"delayMs\":100}");

        send(false);

        assertThat(mailbox()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "timeout"})
    void a_server_that_falls_silent_keeps_nothing(String mode) throws Exception {
        fault("{\"mode\":\"" + mode + "\",\"match\":\"POST messages\"}");

        assertThatThrownBy(() -> send(false)).isInstanceOf(MessagingException.class);
        assertThat(mailbox()).isEmpty();
        fault("{\"mode\":\"ok\"}");
        assertThatCode(() -> send(false)).doesNotThrowAnyException();
    }
}
