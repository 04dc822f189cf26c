package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Who calls: the API member by its keys, or a member by the hash that the Hosted API hands to a pod (sheet 1.3 and 3.3). */
final class ConnectWiseLogins {
    private final ConnectWiseTenant tenant;
    private final byte[] secret = new byte[32];
    private final SecureRandom random = new SecureRandom();

    ConnectWiseLogins(ConnectWiseTenant tenant) {
        this.tenant = tenant;
        random.nextBytes(secret);
    }

    /** The identifier of the member who calls; null where the vendor would answer 401, which never says what was wrong. */
    @Nullable
    String caller(Call call) {
        if (!tenant.clientId().equals(call.header("clientId"))) {
            return null;
        }
        String authorization = call.header("authorization");
        if (authorization != null) {
            return authorization.regionMatches(true, 0, "Basic ", 0, 6) ? byBasic(authorization.substring(6)) : null;
        }
        String cookies = call.header("cookie");
        return cookies == null ? null : byCookies(cookies);
    }

    private @Nullable String byBasic(String encoded) {
        String credentials;
        try {
            credentials = new String(Base64.getDecoder().decode(encoded.strip()), UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int plus = credentials.indexOf('+');
        int colon = credentials.indexOf(':', plus + 1);
        if (plus < 0 || colon < 0 || !tenant.companyId().equalsIgnoreCase(credentials.substring(0, plus))) {
            return null;
        }
        String name = credentials.substring(plus + 1, colon);
        String password = credentials.substring(colon + 1);
        if (name.equals(tenant.publicKey())) {
            return password.equals(tenant.privateKey()) ? tenant.apiMember() : null;
        }
        return byHash(name, password);
    }

    private @Nullable String byCookies(String header) {
        Map<String, String> cookies = new HashMap<>();
        for (String pair : header.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                cookies.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        String memberId = cookies.get("memberId");
        String memberHash = cookies.get("memberHash");
        return memberId != null
                        && memberHash != null
                        && cookies.containsKey("memberContext")
                        && tenant.companyId().equalsIgnoreCase(cookies.get("companyName"))
                ? byHash(memberId, memberHash)
                : null;
    }

    private @Nullable String byHash(String memberId, String hash) {
        if (hash.length() <= 16) {
            return null;
        }
        String expected = hash(memberId, hash.substring(0, 16));
        return MessageDigest.isEqual(expected.getBytes(UTF_8), hash.getBytes(UTF_8))
                ? memberId.toLowerCase(Locale.ROOT)
                : null;
    }

    /** A new one at each log-in, and good for this member only. */
    String mint(String memberId) {
        var salt = new byte[8];
        random.nextBytes(salt);
        return hash(memberId, HexFormat.of().formatHex(salt));
    }

    private String hash(String memberId, String salt) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] proof = mac.doFinal((salt + memberId.toLowerCase(Locale.ROOT)).getBytes(UTF_8));
            return salt + HexFormat.of().formatHex(proof);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
