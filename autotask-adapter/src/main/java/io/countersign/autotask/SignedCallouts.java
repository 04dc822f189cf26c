package io.countersign.autotask;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketEvents;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Callouts of Autotask. The signature is over the bytes as they arrived; whoever writes the parsed body anew gets other bytes, because the vendor escapes what
 * others leave. Word of a deactivation comes unsigned and proves nothing: believing it was a published hole in another product.
 */
final class SignedCallouts implements TicketEvents {
    private static final String HMAC = "HmacSHA1";
    private static final String SIGNATURE = "x-hook-signature";
    private static final Pattern SIGNATURE_VALUE =
            Pattern.compile("sha1=([A-Za-z0-9+/]{27}=)", Pattern.CASE_INSENSITIVE);
    private static final Pattern GUID = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int DEPTH = 50;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .build())
            .build();

    private final AutotaskInstallations installations;
    private final Function<InstallationId, Optional<Long>> ourResourceIfKnown;

    /**
     * Proves without calling anybody.
     *
     * @param ourResourceIfKnown the number of our own API user among the resources
     */
    SignedCallouts(AutotaskInstallations installations, Function<InstallationId, Optional<Long>> ourResourceIfKnown) {
        this.installations = installations;
        this.ourResourceIfKnown = ourResourceIfKnown;
    }

    @Override
    public Proof prove(InstallationId installation, Map<String, String> headers, byte[] body) {
        JsonNode message = parsed(body);
        if (message == null) {
            return new Proof.Forged();
        }
        if (text(message, "Action").equalsIgnoreCase("Deactivated")) {
            return new Proof.Alarm();
        }
        byte[] signature = signature(headers.get(SIGNATURE));
        return signature != null && isSigned(installations.settings(installation), body, signature)
                ? new Proof.Genuine(hint(installation, message, body))
                : new Proof.Forged();
    }

    /** Tries each key, whichever fits. */
    private static boolean isSigned(AutotaskSettings settings, byte[] body, byte[] signature) {
        boolean signed = false;
        for (String key : settings.webhookKeys()) {
            signed |= MessageDigest.isEqual(hmac(key, body), signature);
        }
        return signed;
    }

    private Hint hint(InstallationId installation, JsonNode message, byte[] body) {
        String guid = text(message, "Guid");
        String sequence = text(message, "SequenceNumber");
        // the GUID is the webhook's own, the same in all of its messages
        boolean named = GUID.matcher(guid).matches() && NUMBER.matcher(sequence).matches();
        long number = number(message, "Id");
        long person = number(message, "PersonID");
        return new Hint(
                named ? guid + ":" + sequence : HexFormat.of().formatHex(sha256(body)),
                number > 0 ? subject(text(message, "EntityType")) : Subject.OTHER,
                number,
                person > 0
                        && ourResourceIfKnown
                                .apply(installation)
                                .filter(ours -> ours == person)
                                .isPresent(),
                person > 0 ? Long.toString(person) : "");
    }

    private static Subject subject(String entityType) {
        return switch (entityType.toLowerCase(Locale.ROOT)) {
            case "ticket", "tickets" -> Subject.TICKET;
            case "contact", "contacts" -> Subject.CONTACT;
            default -> Subject.OTHER;
        };
    }

    private static long number(JsonNode message, String name) {
        String text = text(message, name);
        return NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
    }

    /** Numbers come as strings too, and names in more than one case. */
    private static String text(JsonNode message, String name) {
        JsonNode found = message.properties().stream()
                .filter(property -> property.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(MissingNode::getInstance);
        return found.isIntegralNumber() || found.isString() ? found.asString().strip() : "";
    }

    private static byte @Nullable [] signature(@Nullable String header) {
        var value = SIGNATURE_VALUE.matcher(header == null ? "" : header.strip());
        return value.matches() ? Base64.getDecoder().decode(value.group(1)) : null;
    }

    private static byte[] hmac(String key, byte[] body) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static @Nullable JsonNode parsed(byte[] json) {
        try {
            JsonNode message = JSON.readTree(json);
            return message.isObject() ? message : null;
        } catch (JacksonException unreadable) {
            return null;
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
