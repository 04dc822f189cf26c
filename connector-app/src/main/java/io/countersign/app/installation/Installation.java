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
public record Installation(InstallationId id, String name, Settings settings, Secrets secrets, boolean trial) {
    /**
     * What is not secret.
     *
     * @param country where numbers without country code belong, as two letters
     * @param uiOrigins the PSA's own pages: whole origins, which may frame the pod
     * @param apiRoot where the PSA's interface is called
     * @param company the login company
     * @param apiMember the identifier of our own API member
     * @param mobileTypes the PSA's names of communication types that are mobiles
     * @param mailFrom the sender of codes by mail
     * @param alertAddresses who is told when somebody says "that wasn't me"
     * @param alertUrl where the same is posted, signed
     * @param receivesReplies whether the sender of texts can be replied to
     * @param onPremises present where the PSA stands in the MSP's own network
     */
    public record Settings(
            String country,
            String language,
            String timeZone,
            Set<URI> uiOrigins,
            URI apiRoot,
            String company,
            String apiMember,
            Set<String> mobileTypes,
            String twilioAccount,
            String twilioService,
            @Nullable URI twilioBase,
            boolean receivesReplies,
            String mailFrom,
            @Nullable String mailReplyTo,
            List<String> alertAddresses,
            @Nullable URI alertUrl,
            @Nullable OnPremises onPremises) {
        public Settings {
            uiOrigins = Set.copyOf(uiOrigins);
            mobileTypes = Set.copyOf(mobileTypes);
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
     * A PSA that is not in its vendor's cloud.
     *
     * @param origin the one https origin that may resolve to a private address
     * @param privateCa certificates (PEM) that alone are trusted for it; absent where it has a public one
     */
    public record OnPremises(URI origin, @Nullable String privateCa) {}

    /**
     * What is secret.
     *
     * @param twilioTokens for checking Twilio's signatures; several while one is being replaced
     * @param alertKey under which alerts are signed
     */
    public record Secrets(
            Secret publicKey,
            Secret privateKey,
            Secret clientId,
            Secret twilioKey,
            Secret twilioSecret,
            List<Secret> twilioTokens,
            @Nullable Secret alertKey) {
        public Secrets {
            twilioTokens = List.copyOf(twilioTokens);
        }
    }
}
