package io.countersign.app.channel.words;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells the former contact point what was changed. Names neither the old point nor the new one.
 *
 * @param canReply whether an answer to the text reaches us
 * @param notMePage where "not me" is said by pressing a button; in a text only where nobody can reply
 */
public record PointNotice(
        String mspName,
        Changed changed,
        boolean canReply,
        @Nullable URI notMePage,
        Locale locale) {
    /** What was changed or added. */
    public enum Changed {
        MOBILE_NUMBER("mobile-number"),
        MAIL_ADDRESS("mail-address"),
        /** A phone was enrolled. */
        DEVICE("device");

        private final String key;

        Changed(String key) {
            this.key = key;
        }
    }

    public PointNotice {
        MailPage.requirePage(notMePage);
    }

    String key() {
        return changed.key;
    }
}
