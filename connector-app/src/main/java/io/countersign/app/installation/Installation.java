package io.countersign.app.installation;

import io.countersign.app.secrets.Secret;
import io.countersign.ticket.InstallationId;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One PSA tenant that the connector serves.
 *
 * @param name how the MSP calls itself in messages
 * @param trial whether it belongs to the sandbox: its notes and pages say so
 */
public record Installation(InstallationId id, String name, Settings settings, Psa psa, Secrets secrets, boolean trial) {
    /** The same, with other settings of its PSA. */
    public Installation with(Psa changed) {
        return new Installation(id, name, settings, changed, secrets, trial);
    }

    /**
     * What is not secret.
     *
     * @param country where numbers without country code belong, as two letters
     * @param uiOrigins the PSA's own pages: whole origins, which may frame the pod
     * @param mailFrom the sender of codes by mail
     * @param alertAddresses who is told when somebody says "that wasn't me"
     * @param alertUrl where the same is posted, signed
     * @param receivesReplies whether the sender of texts can be replied to
     */
    public record Settings(
            String country,
            String language,
            String timeZone,
            Set<URI> uiOrigins,
            String twilioAccount,
            String twilioService,
            @Nullable URI twilioBase,
            boolean receivesReplies,
            String mailFrom,
            @Nullable String mailReplyTo,
            List<String> alertAddresses,
            @Nullable URI alertUrl) {
        public Settings {
            uiOrigins = Set.copyOf(uiOrigins);
            alertAddresses = List.copyOf(alertAddresses);
        }

        public Locale locale() {
            return Locale.forLanguageTag(language);
        }

        public ZoneId zone() {
            return ZoneId.of(timeZone);
        }
    }

    /**
     * What is secret beside what the PSA asks for.
     *
     * @param twilioTokens for checking Twilio's signatures; several while one is being replaced
     * @param alertKey under which alerts are signed
     */
    public record Secrets(
            Secret twilioKey,
            Secret twilioSecret,
            List<Secret> twilioTokens,
            @Nullable Secret alertKey) {
        public Secrets {
            twilioTokens = List.copyOf(twilioTokens);
        }
    }
}
