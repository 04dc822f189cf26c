package io.countersign.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleRootTest {
    private static ChainHash leaf(int number) {
        return new ChainHash("%064x".formatted(number));
    }

    private static List<ChainHash> leaves(int count) {
        return IntStream.range(0, count).mapToObj(MerkleRootTest::leaf).toList();
    }

    private static byte[] sha256(int prefix, byte[]... parts) throws NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update((byte) prefix);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static byte[] leafHash(int number) throws NoSuchAlgorithmException {
        return sha256(0, leaf(number).hex().getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void three_leaves_stand_as_two_and_one() throws NoSuchAlgorithmException {
        byte[] left = sha256(1, leafHash(0), leafHash(1));

        assertThat(MerkleRoot.of(leaves(3))).isEqualTo(HexFormat.of().formatHex(sha256(1, left, leafHash(2))));
    }

    @Test
    void no_leaf_at_all_has_a_root_too() {
        assertThat(MerkleRoot.of(List.of()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void T18_whatever_is_left_out_changed_or_swapped_the_root_is_another_one() {
        for (int count = 1; count <= 9; count++) {
            var whole = leaves(count);
            var roots = new HashSet<String>();
            roots.add(MerkleRoot.of(whole));
            int tried = 1;
            for (int i = 0; i < count; i++) {
                var without = new ArrayList<>(whole);
                without.remove(i);
                var changed = new ArrayList<>(whole);
                changed.set(i, leaf(100));
                roots.add(MerkleRoot.of(without));
                roots.add(MerkleRoot.of(changed));
                tried += 2;
                for (int j = i + 1; j < count; j++) {
                    var swapped = new ArrayList<>(whole);
                    Collections.swap(swapped, i, j);
                    roots.add(MerkleRoot.of(swapped));
                    tried++;
                }
            }
            assertThat(roots).as("%s leaves", count).hasSize(tried);
        }
    }
}
