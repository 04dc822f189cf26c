package io.countersign.app.work;

import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.app.channel.words.CodeMessage;
import io.countersign.app.channel.words.CodeWords;
import io.countersign.app.installation.Installations;
import io.countersign.challenge.Code;
import io.countersign.challenge.Mails.OutgoingMail;
import io.countersign.challenge.TextMessages.OutgoingText;
import io.countersign.ticket.InstallationId;
import io.countersign.verification.Actor;
import io.countersign.verification.Direction;
import io.countersign.verification.Verification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** Messages with a code, in the words of the installation's language. */
final class WordedCodes implements CodeMessages {
    private final CodeWords words = new CodeWords();
    private final Installations installations;
    private final NotMePages notMePages;

    WordedCodes(Installations installations, NotMePages notMePages) {
        this.installations = installations;
        this.notMePages = notMePages;
    }

    /** Where somebody who cannot reply says "that wasn't me". */
    interface NotMePages {
        URI page(String reference);
    }

    @Override
    public OutgoingText text(
            InstallationId installation,
            Verification verification,
            String reference,
            MobileNumber to,
            Code code,
            Instant now) {
        boolean canReply = installations.get(installation).settings().receivesReplies();
        String body = words.text(message(installation, verification, reference, code, canReply));
        // a code that comes after its deadline only confuses
        return new OutgoingText(installation, reference, to, body, Duration.between(now, verification.deadline()));
    }

    @Override
    public OutgoingMail mail(
            InstallationId installation, Verification verification, String reference, MailAddress to, Code code) {
        var mail = words.mail(message(installation, verification, reference, code, false));
        return new OutgoingMail(installation, reference, to, mail.subject(), mail.text(), mail.html());
    }

    private CodeMessage message(
            InstallationId id, Verification verification, String reference, Code code, boolean canReply) {
        var installation = installations.get(id);
        var request = verification.request();
        return new CodeMessage(
                request.direction() == Direction.OUTBOUND,
                installation.name(),
                code,
                request.action().key(),
                verification.ticketName().orElse(null),
                technician(request.by()),
                canReply,
                notMePages.page(reference),
                installation.settings().locale());
    }

    /** How messages name whoever asked; empty for a program that names nobody. */
    static String technician(Actor by) {
        return switch (by) {
            case Actor.Technician technician -> technician.name();
            case Actor.Automation automation ->
                automation.technician() == null ? "" : automation.technician().name();
            case Actor.EndUser endUser -> "";
            case Actor.Connector() -> "";
        };
    }
}
