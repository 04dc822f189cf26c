package io.countersign.app.doctor;

import io.countersign.app.channel.mail.SmtpMails;
import io.countersign.challenge.Handover;
import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import java.util.List;

/** The relay takes our greeting, encrypts and lets us in. Whether it takes mail for a sender shows with the first one. */
final class MailCheck implements Check {
    private final SmtpMails mails;

    MailCheck(SmtpMails mails) {
        this.mails = mails;
    }

    @Override
    public String what() {
        return "mail relay";
    }

    @Override
    public List<Finding> look() {
        return List.of(mails.trouble()
                .<Finding>map(trouble -> new Missing(what(), sentence(trouble)))
                .orElseGet(() -> new Good(what(), "lets us in")));
    }

    private static String sentence(Handover trouble) {
        return switch (trouble) {
            case Handover.Rejected(var problem) ->
                switch (problem) {
                    case PROVIDER_REFUSES_US ->
                        "it does not accept countersign.mail.username and countersign.mail.password";
                    case SENDER_NOT_READY ->
                        "countersign.mail.host is not set, or the relay offers no STARTTLS with a certificate that is trusted and carries its name";
                    default -> "it refuses us: " + problem;
                };
            case Handover.Busy busy ->
                "it cannot be reached, or has no time: look at countersign.mail.host, countersign.mail.port and the firewall";
            case Handover.Unclear() -> "it gave no clear answer";
            case Handover.Accepted accepted -> throw new IllegalStateException("no mail was sent");
        };
    }
}
