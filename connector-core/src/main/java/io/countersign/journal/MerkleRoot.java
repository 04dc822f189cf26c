package io.countersign.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * One hash over many chain hashes in their order: the tree of RFC 9162, section 2.1.1. Leaves and nodes are hashed apart, so that no node can be passed off as a
 * leaf.
 */
public final class MerkleRoot {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private MerkleRoot() {}

    /** In lower-case hex. */
    public static String of(List<ChainHash> leaves) {
        return HexFormat.of().formatHex(root(leaves));
    }

    private static byte[] root(List<ChainHash> leaves) {
        var digest = sha256();
        if (leaves.isEmpty()) {
            return digest.digest();
        }
        if (leaves.size() == 1) {
            digest.update(LEAF);
            digest.update(leaves.getFirst().hex().getBytes(US_ASCII));
            return digest.digest();
        }
        int left = Integer.highestOneBit(leaves.size() - 1);
        digest.update(NODE);
        digest.update(root(leaves.subList(0, left)));
        digest.update(root(leaves.subList(left, leaves.size())));
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
