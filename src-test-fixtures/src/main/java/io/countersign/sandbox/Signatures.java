package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How the vendors sign what they send. */
final class Signatures {
    private Signatures() {}

    /** {@code x-content-signature}: the key is the raw SHA-256 of the signing key, not the signing key itself (sheet ConnectWise 2.3). */
    static String connectWise(String signingKey, byte[] body) {
        try {
            byte[] key = MessageDigest.getInstance("SHA-256").digest(signingKey.getBytes(UTF_8));
            return mac("HmacSHA256", key, body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code X-Twilio-Signature} of a form post: address, then names and values in the order of the names (sheet channels 2). */
    static String twilio(String authToken, String url, Map<String, String> form) {
        var text = new StringBuilder(url);
        new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
        try {
            return mac("HmacSHA1", authToken.getBytes(UTF_8), text.toString().getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code X-Hook-Signature}, of the bytes as they go over the wire (sheet Autotask 3). */
    static String autotask(String secretKey, byte[] body) {
        try {
            return "sha1=" + mac("HmacSHA1", secretKey.getBytes(UTF_8), body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String mac(String algorithm, byte[] key, byte[] text) throws GeneralSecurityException {
        var mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return Base64.getEncoder().encodeToString(mac.doFinal(text));
    }
}
