package io.countersign.app.channel.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.account.MailAddress;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.challenge.Handover;
import io.countersign.challenge.Mails;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.javamail.MimeMessageHelper;

/**
 * Mail by the configured relay, one connection each. A repeated mail carries the same Message-ID, so that a mailbox may fold the two. No answer and no text of a mail
 * reaches a log or an exception from here.
 */
public final class SmtpMails implements Mails {
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final MailSenders senders;
    private final @Nullable SmtpRelay relay;
    private final InstantSource clock;

    /** @param clock for the Date header only */
    public SmtpMails(MailProperties settings, MailSenders senders, InstantSource clock) {
        this(settings.host() == null ? null : new SmtpRelay(settings.host(), settings), senders, clock);
    }

    SmtpMails(@Nullable SmtpRelay relay, MailSenders senders, InstantSource clock) {
        this.relay = relay;
        this.senders = senders;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException when the subject or the reference holds what a header must not */
    @Override
    public Handover send(OutgoingMail mail) {
        if (!REFERENCE.matcher(mail.reference()).matches()) {
            throw new IllegalArgumentException("a reference stands in a header: A-Z a-z 0-9 _ - only");
        }
        Headers.plain("the subject", mail.subject());
        if (relay == null) {
            return new Handover.Rejected(DeliveryProblem.SENDER_NOT_READY);
        }
        var sender = senders.settings(mail.installation());
        try {
            return relay.deliver(message(relay, sender, mail, clock));
        } catch (MessagingException | UnsupportedEncodingException e) {
            // its message may quote an address
            throw new IllegalStateException(
                    "the mail could not be put together: " + e.getClass().getSimpleName());
        }
    }

    /** Connects, encrypts and signs in as for a mail, and hangs up. Empty when that works, otherwise what a mail would have met. */
    public Optional<Handover> trouble() {
        if (relay == null) {
            return Optional.of(new Handover.Rejected(DeliveryProblem.SENDER_NOT_READY));
        }
        try {
            relay.testConnection();
            return Optional.empty();
        } catch (MessagingException e) {
            return Optional.of(SmtpAnswers.toConnecting(e));
        }
    }

    private static SmtpRelay.Letter message(
            SmtpRelay relay, MailSettings sender, OutgoingMail mail, InstantSource clock)
            throws MessagingException, UnsupportedEncodingException {
        var message = relay.letter();
        var parts = new MimeMessageHelper(message, MimeMessageHelper.MULTIPART_MODE_RELATED, "UTF-8");
        parts.setFrom(new InternetAddress(sender.from().value(), sender.fromName(), UTF_8.name()));
        if (sender.replyTo() != null) {
            parts.setReplyTo(address(sender.replyTo()));
        }
        parts.setTo(address(mail.to()));
        parts.setSubject(mail.subject());
        parts.setSentDate(Date.from(clock.instant()));
        parts.setText(mail.text(), mail.html());
        message.setHeader("Message-ID", "<" + mail.reference() + "@" + domain(sender.from()) + ">");
        message.setHeader("Auto-Submitted", "auto-generated");
        // Exchange and Outlook know only this one
        message.setHeader("X-Auto-Response-Suppress", "All");
        return message;
    }

    private static InternetAddress address(MailAddress address) throws MessagingException {
        return new InternetAddress(address.value(), true);
    }

    private static String domain(MailAddress address) {
        return address.value().substring(address.value().indexOf('@') + 1);
    }
}
