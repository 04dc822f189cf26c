package io.countersign.app.channel.twilio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks {@code X-Twilio-Signature}. Every comparison takes the same time, whatever is wrong. Source: fact sheet channels 2, twilio.com/docs/usage/webhooks/webhooks-security. */
final class TwilioSignature {
    private static final Pattern BODY_HASH = Pattern.compile("[?&]bodySHA256=([^&]*)");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<scheme>https?)://(?<host>[^/?#:@\\[\\]]+)(?::(?<port>[0-9]+))?(?<rest>[/?].*)?");

    private final List<String> tokens;

    /** @param tokens the account's auth tokens, any of which may have signed */
    TwilioSignature(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /** Whether the address asks for the other variant: only the address is signed, and it holds the hash of the body. The form variant must never be used on it. */
    static boolean coversBodyByHash(String url) {
        return BODY_HASH.matcher(url).find();
    }

    /** A form post: the address, then names and values in the order of the names. No parameters for a GET. */
    boolean ofForm(String given, String url, SortedMap<String, List<String>> parameters) {
        if (coversBodyByHash(url)) {
            return false;
        }
        var text = new StringBuilder();
        parameters.forEach((name, values) -> {
            for (String value : new TreeSet<>(values)) {
                text.append(name).append(value);
            }
        });
        return signed(given, url, text.toString());
    }

    /** Any other body: the address is signed, and names the SHA-256 of the raw body. */
    boolean ofBody(String given, String url, byte[] body) {
        Matcher named = BODY_HASH.matcher(url);
        if (!named.find()) {
            return false;
        }
        boolean theBody = MessageDigest.isEqual(
                hash(body).getBytes(US_ASCII), named.group(1).getBytes(UTF_8));
        boolean theUrl = signed(given, url, "");
        return theUrl && theBody;
    }

    private boolean signed(String given, String url, String parameters) {
        boolean found = false;
        for (String spelling : spellings(url)) {
            for (String token : tokens) {
                found |= MessageDigest.isEqual(
                        mac(token, spelling + parameters).getBytes(US_ASCII), given.getBytes(UTF_8));
            }
        }
        return found;
    }

    /** Twilio has signed with and without the port. The text is cut and joined, never decoded: a decoded and encoded query would no longer be what was signed. */
    private static Set<String> spellings(String url) {
        var spellings = new LinkedHashSet<String>(List.of(url));
        Matcher parts = AUTHORITY.matcher(url);
        if (parts.matches()) {
            String rest = parts.group("rest") == null ? "" : parts.group("rest");
            String bare = parts.group("scheme") + "://" + parts.group("host");
            String usual = parts.group("scheme").equals("https") ? ":443" : ":80";
            spellings.add(bare + (parts.group("port") == null ? usual : "") + rest);
        }
        return spellings;
    }

    private static String mac(String token, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(token.getBytes(UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
