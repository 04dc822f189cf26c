package io.countersign.journal;

import static io.countersign.memory.Fixtures.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChainHashTest {
    private record Line(String verification, int number, String type, Instant at, String stored) {}

    private static ChainHash head(List<Line> lines) {
        var head = ChainHash.START;
        for (Line line : lines) {
            head = head.next(
                    line.verification(),
                    line.number(),
                    line.type(),
                    line.at(),
                    line.stored().getBytes(UTF_8));
        }
        return head;
    }

    private static List<Line> story(int length) {
        var lines = new ArrayList<Line>();
        for (int n = 0; n < length; n++) {
            lines.add(new Line("v_1", n, n == 0 ? "Requested" : "CodeSent", NOON.plusSeconds(n), "sealed " + n));
        }
        return lines;
    }

    @Test
    void the_same_story_has_the_same_head() {
        assertThat(head(story(5))).isEqualTo(head(story(5)));
        assertThat(ChainHash.START.hex()).isEqualTo("0".repeat(64));
    }

    @Test
    void T18_any_single_edit_changes_the_head() {
        var honest = head(story(6));
        for (int n = 0; n < 6; n++) {
            var line = story(6).get(n);
            for (var edited : List.of(
                    new Line("v_2", line.number(), line.type(), line.at(), line.stored()),
                    new Line(line.verification(), line.number() + 1, line.type(), line.at(), line.stored()),
                    new Line(line.verification(), line.number(), "Verified", line.at(), line.stored()),
                    new Line(
                            line.verification(),
                            line.number(),
                            line.type(),
                            line.at().plusNanos(1000),
                            line.stored()),
                    new Line(line.verification(), line.number(), line.type(), line.at(), line.stored() + " "))) {
                var lines = story(6);
                lines.set(n, edited);
                assertThat(head(lines)).isNotEqualTo(honest);
            }
        }
    }

    @Test
    void T18_any_flipped_bit_of_what_is_stored_changes_the_head() {
        byte[] stored = "sealed".getBytes(UTF_8);
        var honest = ChainHash.START.next("v_1", 0, "Requested", NOON, stored);
        for (int bit = 0; bit < stored.length * 8; bit++) {
            byte[] flipped = stored.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(ChainHash.START.next("v_1", 0, "Requested", NOON, flipped))
                    .isNotEqualTo(honest);
        }
    }

    @Test
    void T18_a_removal_anywhere_changes_the_head() {
        var honest = head(story(6));
        for (int n = 0; n < 6; n++) {
            var lines = story(6);
            lines.remove(n);
            assertThat(head(lines)).isNotEqualTo(honest);
        }
    }

    @Test
    void T18_every_other_order_changes_the_head() {
        var honest = head(story(6));
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("orders of a chain, seed " + seed);
        var random = new Random(seed);
        for (int n = 0; n < 1000; n++) {
            var lines = story(6);
            Collections.shuffle(lines, random);
            if (!lines.equals(story(6))) {
                assertThat(head(lines)).isNotEqualTo(honest);
            }
        }
    }

    @Test
    void T18_bytes_cannot_move_from_one_part_to_the_next() {
        byte[] stored = "sealed".getBytes(UTF_8);

        // the same bytes one after the other: what ends the id here is the number and the beginning of the type there
        assertThat(ChainHash.START.next("v_1", 0, "Verified", NOON, stored))
                .isNotEqualTo(ChainHash.START.next("v", 0x5f310000, "\0\0Verified", NOON, stored));
    }

    @Test
    void a_chain_hash_is_thirty_two_bytes_in_lower_case_hex() {
        assertThatThrownBy(() -> new ChainHash("00")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChainHash("A".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }
}
