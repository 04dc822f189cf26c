package io.countersign.app.channel.mail;

import io.countersign.challenge.Handover;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Hands a message to the relay and tells the steps apart: connecting, addressing, the text. Only with the last of them anything can have been taken. */
class SmtpRelay extends JavaMailSenderImpl {
    private static final Logger log = LoggerFactory.getLogger(SmtpRelay.class);

    SmtpRelay(String host, MailProperties settings) {
        setHost(host);
        setPort(settings.port());
        if (settings.username() != null) {
            setUsername(settings.username());
            setPassword(settings.password());
        }
        setDefaultEncoding("UTF-8");
        var smtp = new Properties();
        // without these three the protocol waits for ever
        smtp.setProperty("mail.smtp.connectiontimeout", millis(settings.connect()));
        smtp.setProperty("mail.smtp.timeout", millis(settings.read()));
        smtp.setProperty("mail.smtp.writetimeout", millis(settings.write()));
        smtp.setProperty("mail.smtp.auth", String.valueOf(settings.username() != null));
        boolean encrypted = settings.starttls() == MailProperties.Starttls.REQUIRED;
        smtp.setProperty("mail.smtp.starttls.enable", String.valueOf(encrypted));
        smtp.setProperty("mail.smtp.starttls.required", String.valueOf(encrypted));
        smtp.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        // the mail is taken before QUIT; its answer is not worth a wait
        smtp.setProperty("mail.smtp.quitwait", "false");
        setJavaMailProperties(smtp);
    }

    Letter letter() {
        return new Letter(getSession());
    }

    /** @param letter complete but for what sending adds; its Message-ID is kept */
    Handover deliver(Letter letter) throws MessagingException {
        String messageId = letter.getMessageID();
        letter.saveChanges();
        letter.setHeader("Message-ID", messageId);
        Transport relay;
        try {
            relay = connectTransport();
        } catch (MessagingException e) {
            return SmtpAnswers.toConnecting(e);
        }
        try {
            relay.sendMessage(letter, letter.getAllRecipients());
            return new Handover.Accepted(messageId);
        } catch (MessagingException e) {
            return letter.hasLeft() ? SmtpAnswers.afterTheText(e) : SmtpAnswers.beforeTheText(e);
        } finally {
            close(relay);
        }
    }

    private static void close(Transport relay) {
        try {
            relay.close();
        } catch (MessagingException e) {
            log.debug("the relay was gone before we hung up");
        }
    }

    private static String millis(Duration wait) {
        return String.valueOf(wait.toMillis());
    }

    /** A message that knows whether its text began to leave: the transport asks for it only after the relay answered DATA. */
    static final class Letter extends MimeMessage {
        private boolean left;

        private Letter(Session session) {
            super(session);
        }

        @Override
        public void writeTo(OutputStream relay, String[] ignored) throws IOException, MessagingException {
            left = true;
            super.writeTo(relay, ignored);
        }

        boolean hasLeft() {
            return left;
        }
    }
}
