package io.countersign.figures;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs bodies by one key, as vendors do. */
final class Signature {
    private final Mac mac;

    Signature(String algorithm, byte[] key) {
        try {
            mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    synchronized String of(byte[] body) {
        return Base64.getEncoder().encodeToString(mac.doFinal(body));
    }
}
