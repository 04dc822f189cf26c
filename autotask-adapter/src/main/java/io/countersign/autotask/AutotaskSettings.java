package io.countersign.autotask;

import io.countersign.psa.Origin;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One Autotask database as an administrator configured it. Prints without credentials.
 *
 * @param userName generated name of our API user; looks like a mail address
 * @param secret its password
 * @param integrationCode the API tracking identifier
 * @param zoneLookup whom to ask where the database lives, as an origin; {@link #USUAL_ZONE_LOOKUP} unless it is a sandbox
 * @param uiOrigins what a technician's browser opens, and what may frame our page, as whole origins
 * @param webhookKeys keys by which callouts are signed, the newest first; several while one is being changed, none where no webhook is registered
 */
public record AutotaskSettings(
        String userName,
        String secret,
        String integrationCode,
        URI zoneLookup,
        Set<URI> uiOrigins,
        List<String> webhookKeys) {
    /** Answers for every database. */
    public static final URI USUAL_ZONE_LOOKUP = URI.create("https://webservices.autotask.net");

    /** Each stands alone in a header. */
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e]{1,200}");

    /** The vendor takes 64 at most; below ten it advises against. */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{10,64}");

    public AutotaskSettings {
        requirePlain(userName, "API user's name");
        requirePlain(secret, "API user's secret");
        requirePlain(integrationCode, "tracking identifier");
        Origin.ofConfigured(zoneLookup);
        uiOrigins.forEach(Origin::ofConfigured);
        uiOrigins = Set.copyOf(uiOrigins);
        if (!webhookKeys.stream().allMatch(AutotaskSettings::isWebhookKey)) {
            throw new IllegalArgumentException("a webhook's key is one run of 10 to 64 printable characters");
        }
        webhookKeys = List.copyOf(webhookKeys);
    }

    /** Whether Autotask takes this as the key of a webhook. */
    public static boolean isWebhookKey(String key) {
        return KEY.matcher(key).matches();
    }

    boolean hasCredentialsOf(AutotaskSettings other) {
        return userName.equals(other.userName)
                && secret.equals(other.secret)
                && integrationCode.equals(other.integrationCode)
                && zoneLookup.equals(other.zoneLookup);
    }

    private static void requirePlain(String value, String what) {
        if (!PLAIN.matcher(value).matches()) {
            throw new IllegalArgumentException("the " + what + " is one run of printable characters");
        }
    }

    @Override
    public String toString() {
        return "AutotaskSettings[zone from " + zoneLookup + "]";
    }
}
