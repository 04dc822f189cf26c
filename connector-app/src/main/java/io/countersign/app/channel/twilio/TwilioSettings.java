package io.countersign.app.channel.twilio;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One installation's Twilio account. Prints without its secrets.
 *
 * @param accountSid whose messages these are; stands in the path even though an API key signs in
 * @param apiKeySid the API key that sends, so that the account's own token is not needed for it
 * @param authTokens for checking what Twilio posts to us: Twilio signs with the account's primary token only, never with an API key; several while one is being
 *     replaced
 * @param messagingServiceSid the sender pool; STOP and START count for all of it
 * @param baseUrl Twilio's interface, {@link #TWILIO} in production; see {@link io.countersign.app.channel.OutsideOrigins}
 * @param publicBaseUrl where Twilio reaches us, without a slash at the end; never derived from a request
 */
public record TwilioSettings(
        String accountSid,
        String apiKeySid,
        String apiKeySecret,
        List<String> authTokens,
        String messagingServiceSid,
        URI baseUrl,
        URI publicBaseUrl) {
    public static final URI TWILIO = URI.create("https://api.twilio.com");

    /** Characters that no proxy and no signature ever rewrites. */
    private static final Pattern PLAIN_URL =
            Pattern.compile("https?://[A-Za-z0-9.\\-]+(?::[0-9]+)?(?:/[A-Za-z0-9_\\-]+)*");

    public TwilioSettings {
        sid("AC", accountSid);
        sid("SK", apiKeySid);
        sid("MG", messagingServiceSid);
        if (apiKeySecret.isBlank()) {
            throw new IllegalArgumentException("the API key's secret is missing");
        }
        authTokens = List.copyOf(authTokens);
        if (authTokens.isEmpty() || authTokens.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("without an auth token no message from Twilio could be checked");
        }
        if (!PLAIN_URL.matcher(publicBaseUrl.toString()).matches()) {
            throw new IllegalArgumentException("the public base URL is scheme, host and a plain path");
        }
    }

    private static void sid(String kind, String value) {
        if (!Pattern.matches(kind + "[0-9a-f]{32}", value)) {
            throw new IllegalArgumentException("not a Twilio SID of kind " + kind);
        }
    }

    @Override
    public String toString() {
        return "TwilioSettings[" + accountSid + ", key " + apiKeySid + " ••••, " + authTokens.size()
                + " auth tokens ••••, " + messagingServiceSid + ", " + baseUrl + ", " + publicBaseUrl + "]";
    }
}
