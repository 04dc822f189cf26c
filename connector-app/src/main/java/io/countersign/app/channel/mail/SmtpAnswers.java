package io.countersign.app.channel.mail;

import io.countersign.challenge.DeliveryProblem;
import io.countersign.challenge.Handover;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a relay's answers mean to us; the only place that knows. Reply codes: RFC 5321 4.2; enhanced codes: RFC 3463. Angus Mail puts the relay's whole answer into the
 * exception's message, at the end of a chain of exceptions; "[EOF]" stands for a lost connection.
 */
final class SmtpAnswers {
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
    private static final Pattern REPLY = Pattern.compile(
            "(?<code>[2-5][0-9]{2})(?:[ -](?<enhanced>[245]\\.[0-9]{1,3}\\.[0-9]{1,3})?.*)?", Pattern.DOTALL);

    private SmtpAnswers() {}

    /** While connecting nothing can have been taken. */
    static Handover toConnecting(MessagingException e) {
        if (e instanceof AuthenticationFailedException) {
            // also thrown for 454, "try again later"
            return reply(e).kind() == 4
                    ? new Handover.Busy(HALF_A_MINUTE)
                    : new Handover.Rejected(DeliveryProblem.PROVIDER_REFUSES_US);
        }
        boolean unsafe =
                caused(e, SSLException.class) || String.valueOf(e.getMessage()).contains("STARTTLS is required");
        return unsafe ? new Handover.Rejected(DeliveryProblem.SENDER_NOT_READY) : new Handover.Busy(HALF_A_MINUTE);
    }

    /** MAIL, RCPT and the answer to DATA: the text has not left, so nothing can have been taken, whatever went wrong. */
    static Handover beforeTheText(MessagingException e) {
        var reply = reply(e);
        if (reply.kind() != 5) {
            return new Handover.Busy(HALF_A_MINUTE);
        }
        if (reply.code() == 530) {
            return new Handover.Rejected(DeliveryProblem.PROVIDER_REFUSES_US);
        }
        // 5.7.x says that a rule is against us ("relaying denied"), not that there is no such mailbox: the place must
        // not be blamed for it
        return atRecipient(e) && !reply.enhanced().startsWith("5.7.")
                ? new Handover.Rejected(DeliveryProblem.NO_SUCH_MAILBOX)
                : new Handover.Rejected(DeliveryProblem.SENDER_NOT_READY);
    }

    /** Once the text has left, only a reply code tells that it was not taken. */
    static Handover afterTheText(MessagingException e) {
        return switch (reply(e).kind()) {
            case 4 -> new Handover.Busy(HALF_A_MINUTE);
            case 5 -> new Handover.Rejected(DeliveryProblem.FILTERED_AS_SPAM);
            default -> new Handover.Unclear();
        };
    }

    private record Reply(int code, String enhanced) {
        int kind() {
            return code / 100;
        }
    }

    private static Reply reply(MessagingException e) {
        for (Exception next = e; next != null; next = following(next)) {
            Matcher reply = REPLY.matcher(String.valueOf(next.getMessage()).strip());
            if (reply.matches()) {
                String enhanced = reply.group("enhanced");
                return new Reply(Integer.parseInt(reply.group("code")), enhanced == null ? "" : enhanced);
            }
        }
        return new Reply(0, "");
    }

    private static boolean atRecipient(MessagingException e) {
        for (Exception next = e; next != null; next = following(next)) {
            if (next instanceof SendFailedException failed) {
                Address[] invalid = failed.getInvalidAddresses();
                if (invalid != null && invalid.length > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable Exception following(Exception e) {
        return e instanceof MessagingException chained ? chained.getNextException() : null;
    }

    private static boolean caused(Throwable e, Class<? extends Throwable> kind) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
