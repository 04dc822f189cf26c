package io.countersign.app.channel.mail;

import io.countersign.account.MailAddress;
import org.jspecify.annotations.Nullable;

/**
 * As whom one installation writes.
 *
 * @param from its domain also names our Message-IDs; SPF, DKIM and DMARC of that domain are the relay's matter
 * @param fromName the MSP's name as people know it; no control or invisible characters
 * @param replyTo where an answer goes; absent when answers go to {@code from}
 */
public record MailSettings(
        MailAddress from, String fromName, @Nullable MailAddress replyTo) {
    public MailSettings {
        Headers.plain("the sender's name", fromName);
    }
}
