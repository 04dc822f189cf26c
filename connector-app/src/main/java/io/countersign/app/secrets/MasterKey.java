package io.countersign.app.secrets;

import java.util.Base64;

/** The one key that stands outside the database; everything sealed hangs on it. Prints as dots. */
public final class MasterKey {
    private static final int BYTES = 32;

    private final byte[] key;

    private MasterKey(byte[] key) {
        this.key = key;
    }

    /** From the text that {@code secrets new} printed. */
    public static MasterKey of(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("the master key is not Base64", null);
        }
        if (key.length != BYTES) {
            throw new IllegalArgumentException("the master key has " + key.length + " bytes, and wants " + BYTES);
        }
        return new MasterKey(key);
    }

    Sealing sealing() {
        return new Sealing(key);
    }

    @Override
    public String toString() {
        return "••••••";
    }
}
