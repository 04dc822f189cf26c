package io.countersign.app.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;
import java.util.List;

/** Authenticated encryption. What was sealed for one place opens only there. Seals under the first of its keys, and opens under each. */
public final class Sealing {
    private final List<AesGcmJce> ciphers;

    Sealing(List<byte[]> keys) {
        this.ciphers = keys.stream().map(Sealing::cipher).toList();
    }

    private static AesGcmJce cipher(byte[] key) {
        try {
            return new AesGcmJce(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot use this key", e);
        }
    }

    /** Seals for one place, named by {@code where}; nothing of the two may change. */
    public byte[] seal(byte[] plain, String where) {
        try {
            return ciphers.getFirst().encrypt(plain, where.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal for " + where, e);
        }
    }

    /** Opens what was sealed for {@code where}; throws {@link IllegalStateException} when it was changed, moved, or sealed under another key. */
    public byte[] open(byte[] sealed, String where) {
        for (AesGcmJce cipher : ciphers) {
            try {
                return cipher.decrypt(sealed, where.getBytes(UTF_8));
            } catch (GeneralSecurityException notUnderThisKey) {
                // perhaps under the next
            }
        }
        throw new IllegalStateException("what is stored for " + where + " does not open under this key");
    }
}
