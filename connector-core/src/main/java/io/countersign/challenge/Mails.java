package io.countersign.challenge;

import io.countersign.account.MailAddress;
import io.countersign.ticket.InstallationId;

/** Sends mail. Blocking, with limits on connecting, reading and writing, and never repeats a send by itself. */
public interface Mails {
    Handover send(OutgoingMail mail);

    /**
     * One mail, as plain text and as HTML with the same content.
     *
     * @param reference our own opaque id, used in the Message-ID
     */
    record OutgoingMail(
            InstallationId installation, String reference, MailAddress to, String subject, String text, String html) {
        @Override
        public String toString() {
            return "OutgoingMail[" + reference + "]";
        }
    }
}
