package io.countersign.challenge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.regex.Pattern;

/** A code under a key that is not in the database, bound to one verification: enough to compare, useless to a reader of the database. */
public record CodeHash(String hex) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

    public CodeHash {
        if (!SHAPE.matcher(hex).matches()) {
            throw new IllegalArgumentException("a code hash is 32 bytes in lower-case hex");
        }
    }

    /** In constant time. */
    public boolean matches(CodeHash other) {
        return MessageDigest.isEqual(hex.getBytes(US_ASCII), other.hex.getBytes(US_ASCII));
    }

    @Override
    public String toString() {
        return "CodeHash[…]";
    }
}
