package io.countersign.app.secrets;

import com.google.crypto.tink.subtle.Ed25519Sign;
import com.google.crypto.tink.subtle.Ed25519Verify;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

/** The key under which the journal is sealed: Ed25519, so that whoever holds the public half can check a seal and not make one. */
public final class SealKey {
    private final Ed25519Sign signing;
    private final Ed25519Verify verifying;

    SealKey(byte[] seed) {
        try {
            var pair = Ed25519Sign.KeyPair.newKeyPairFromSeed(seed);
            this.signing = new Ed25519Sign(pair.getPrivateKey());
            this.verifying = new Ed25519Verify(pair.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot use this key", e);
        }
    }

    /** In lower-case hex. */
    public String sign(byte[] text) {
        try {
            return HexFormat.of().formatHex(signing.sign(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    public boolean signed(byte[] text, String signature) {
        try {
            verifying.verify(HexFormat.of().parseHex(signature), text);
            return true;
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            return false;
        }
    }
}
