package io.countersign.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The hash of one stored event and of all before it in the same verification. It is taken over the stored, encrypted form, so that the chain still checks after a
 * person's key was deleted.
 */
public record ChainHash(String hex) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");
    private static final String DOMAIN = "countersign-event-v1";

    /** What stands before the first event. */
    public static final ChainHash START = new ChainHash("0".repeat(64));

    public ChainHash {
        if (!SHAPE.matcher(hex).matches()) {
            throw new IllegalArgumentException("a chain hash is 32 bytes in lower-case hex");
        }
    }

    /**
     * The hash of the event that follows.
     *
     * @param at in microseconds, as finely as it is stored
     */
    public ChainHash next(String verification, int number, String type, Instant at, byte[] stored) {
        var digest = sha256();
        for (byte[] part : new byte[][] {
            DOMAIN.getBytes(UTF_8),
            hex.getBytes(UTF_8),
            verification.getBytes(UTF_8),
            ByteBuffer.allocate(4).putInt(number).array(),
            type.getBytes(UTF_8),
            at.toString().getBytes(UTF_8),
            stored
        }) {
            digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
            digest.update(part);
        }
        return new ChainHash(HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
