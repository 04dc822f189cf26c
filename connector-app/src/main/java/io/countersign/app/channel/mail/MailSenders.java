package io.countersign.app.channel.mail;

import io.countersign.ticket.InstallationId;

/** As whom an installation writes. */
public interface MailSenders {
    /** The settings as they are now. Throws {@link IllegalStateException} when there are none. */
    MailSettings settings(InstallationId id);
}
