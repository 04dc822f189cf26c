package io.countersign.connectwise;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.connectwise.KeyFetch.NoKey;
import io.countersign.psa.OutsideOrigins;
import io.countersign.psa.SingleFlight;
import io.countersign.psa.SingleFlight.Kept;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketEvents;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Callbacks of ConnectWise. The signature is over the bytes as they arrived, by a key that lies where the body itself says; so the address is checked before
 * anything is fetched, and what a forger can make us fetch is one key a minute. A fetch that leads to a genuine callback was not a forger's and does not count.
 */
final class SignedCallbacks implements TicketEvents, CallbackKeys {
    static final String HMAC = "HmacSHA256";

    private static final Logger LOG = LoggerFactory.getLogger(SignedCallbacks.class);
    private static final String SIGNATURE = "x-content-signature";
    private static final int SIGNATURE_BYTES = 32;
    private static final Duration KEY = Duration.ofHours(12);
    private static final Duration BETWEEN_FETCHES = Duration.ofMinutes(1);
    private static final Pattern MESSAGE_ID = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final Pattern MEMBER = Pattern.compile("[^\\p{Cntrl}]{1,100}");
    private static final int DEPTH = 50;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .build())
            .build();

    private final ConnectWiseInstallations installations;
    private final OutsideOrigins outside;
    private final KeyFetch fetch;
    private final Ticker ticker;
    private final SingleFlight<KeyAddress, SecretKeySpec> keys;
    private final Map<InstallationId, Long> lastFetch = new ConcurrentHashMap<>();
    private final Map<InstallationId, URI> lastProved = new ConcurrentHashMap<>();

    SignedCallbacks(ConnectWiseInstallations installations, OutsideOrigins outside, KeyFetch fetch, Ticker ticker) {
        this.installations = installations;
        this.outside = outside;
        this.fetch = fetch;
        this.ticker = ticker;
        this.keys = new SingleFlight<>(ticker);
    }

    @Override
    public Proof prove(InstallationId installation, Map<String, String> headers, byte[] body) {
        byte[] signature = signature(headers.get(SIGNATURE));
        JsonNode message = signature == null ? null : parsed(body);
        if (signature == null || message == null) {
            return new Proof.Forged();
        }
        var settings = installations.settings(installation);
        String keyUrl = message.path("Metadata").path("key_url").asString("");
        return KeyAddress.of(installation, keyUrl, settings, outside)
                .map(address -> proveBy(address, signature, body, message, settings))
                .orElseGet(Proof.Forged::new);
    }

    private Proof proveBy(
            KeyAddress address, byte[] signature, byte[] body, JsonNode message, ConnectWiseSettings settings) {
        var installation = address.installation();
        try {
            var known = keys.keptOrUnderWay(address);
            if (known.isPresent() && signs(known.get(), body, signature)) {
                return genuine(address, message, body, settings);
            }
            Long permit = permitToFetch(installation);
            if (permit == null) {
                return known.isPresent() ? new Proof.Forged() : new Proof.KeyUnavailable();
            }
            SecretKeySpec key = known.isPresent() ? renewed(address) : keys.get(address, () -> fetched(address));
            if (!signs(key, body, signature)) {
                return new Proof.Forged();
            }
            lastFetch.remove(installation, permit);
            return genuine(address, message, body, settings);
        } catch (NotFetched e) {
            LOG.warn("{}: no key for a callback: {}", installation.value(), e.getMessage());
            return e.unknown ? new Proof.Forged() : new Proof.KeyUnavailable();
        }
    }

    @Override
    public boolean prefetch(InstallationId installation, URI keyAddress) {
        return KeyAddress.of(installation, keyAddress.toString(), installations.settings(installation), outside)
                .map(address -> {
                    try {
                        keys.get(address, () -> fetched(address));
                        return true;
                    } catch (NotFetched e) {
                        LOG.warn("{}: no key ahead of callbacks: {}", installation.value(), e.getMessage());
                        return false;
                    }
                })
                .orElse(false);
    }

    @Override
    public Optional<URI> lastProved(InstallationId installation) {
        return Optional.ofNullable(lastProved.get(installation));
    }

    private Proof genuine(KeyAddress address, JsonNode message, byte[] body, ConnectWiseSettings settings) {
        lastProved.put(address.installation(), address.address());
        return new Proof.Genuine(hint(message, body, settings));
    }

    private static Hint hint(JsonNode message, byte[] body, ConnectWiseSettings settings) {
        String sent = message.path("MessageId").asString("");
        String messageId =
                MESSAGE_ID.matcher(sent).matches() ? sent : HexFormat.of().formatHex(sha256(body));
        long number = number(message.path("ID"));
        String member = message.path("MemberId").asString("");
        return new Hint(
                messageId,
                number > 0 ? subject(message) : Subject.OTHER,
                number,
                settings.isOurMember(member),
                MEMBER.matcher(member).matches() ? member.toLowerCase(Locale.ROOT) : "");
    }

    /** Project tickets come under the same type; only the record inside tells, and nothing else of that record is used. */
    private static Subject subject(JsonNode message) {
        String type = message.path("Type").asString("");
        if (type.equalsIgnoreCase("contact")) {
            return Subject.CONTACT;
        }
        if (!type.equalsIgnoreCase("ticket")) {
            return Subject.OTHER;
        }
        var entity = message.path("Entity");
        var record = entity.isString() ? parsed(entity.stringValue()) : entity;
        String recordType = record == null ? "" : record.path("recordType").asString("");
        return recordType.isEmpty() || recordType.equals("ServiceTicket") ? Subject.TICKET : Subject.OTHER;
    }

    private static long number(JsonNode id) {
        String text = id.isIntegralNumber() || id.isString() ? id.asString() : "";
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /** One fetch a minute for each installation, whatever is asked for. Null when there is none left; otherwise what to give back. */
    private @Nullable Long permitToFetch(InstallationId installation) {
        long now = ticker.read();
        Long last = lastFetch.get(installation);
        if (last != null && now - last < BETWEEN_FETCHES.toNanos()) {
            return null;
        }
        boolean mine = last == null
                ? lastFetch.putIfAbsent(installation, now) == null
                : lastFetch.replace(installation, last, now);
        return mine ? now : null;
    }

    /** A key that is known but does not fit may have been changed at its place. The known one stays when there is no answer. */
    private SecretKeySpec renewed(KeyAddress address) {
        var fresh = fetched(address);
        keys.keep(address, fresh);
        return fresh.value();
    }

    private Kept<SecretKeySpec> fetched(KeyAddress address) {
        try {
            return new Kept<>(fetch.fetch(address), KEY);
        } catch (NoKey e) {
            throw new NotFetched(e);
        }
    }

    static boolean signs(SecretKeySpec key, byte[] body, byte[] signature) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            return MessageDigest.isEqual(mac.doFinal(body), signature);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte @Nullable [] signature(@Nullable String header) {
        try {
            byte[] signature =
                    header == null ? new byte[0] : Base64.getDecoder().decode(header.strip());
            return signature.length == SIGNATURE_BYTES ? signature : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static @Nullable JsonNode parsed(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException unreadable) {
            return null;
        }
    }

    private static @Nullable JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
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

    /** Carries {@link NoKey} out of the cache. */
    private static final class NotFetched extends RuntimeException {
        private final boolean unknown;

        NotFetched(NoKey why) {
            super(why.getMessage());
            this.unknown = why.isUnknown();
        }
    }
}
