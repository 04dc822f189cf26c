package io.countersign.app.work;

import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.challenge.Code;
import io.countersign.challenge.Mails.OutgoingMail;
import io.countersign.challenge.TextMessages.OutgoingText;
import io.countersign.ticket.InstallationId;
import io.countersign.verification.Verification;
import java.time.Instant;

/** Puts a code into words for the person it goes to. */
public interface CodeMessages {
    OutgoingText text(
            InstallationId installation,
            Verification verification,
            String reference,
            MobileNumber to,
            Code code,
            Instant now);

    OutgoingMail mail(
            InstallationId installation, Verification verification, String reference, MailAddress to, Code code);
}
