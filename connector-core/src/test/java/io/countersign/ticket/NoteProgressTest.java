package io.countersign.ticket;

import static io.countersign.memory.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.memory.MovableClock;
import io.countersign.ticket.NoteProgress.State;
import io.countersign.ticket.NoteProgress.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoteProgressTest {
    private static final String MARKER = "Receipt 7f3a9c. ID v_1";

    /** What the PSA does with one post. */
    private enum Fate {
        WRITTEN,
        WRITTEN_ANSWER_LOST,
        NOT_WRITTEN_ANSWER_LOST,
        /** Committed some time after the answer was lost. */
        WRITTEN_LATE,
        BUSY,
        REFUSED
    }

    private static final class CrashedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The worker that leaves notes, as small as it can be: it stores each state before the next step, and can crash between any two instructions. */
    private static final class Desk {
        final MovableClock clock = new MovableClock();
        final List<Instant> committed = new ArrayList<>();
        NoteProgress stored = NoteProgress.OWED;
        int posts;
        int instructions;
        int crashAt;
        Duration late = Duration.ofMinutes(2);
        List<Fate> fates = List.of();

        private void mayCrash() {
            if (++instructions == crashAt) {
                throw new CrashedException();
            }
        }

        private void store(NoteProgress progress) {
            mayCrash();
            stored = progress;
            mayCrash();
        }

        private NoteId post() {
            Fate fate = posts < fates.size() ? fates.get(posts) : Fate.WRITTEN;
            posts++;
            Instant now = clock.instant();
            switch (fate) {
                case BUSY -> throw new PsaFault.Busy(Duration.ofSeconds(30), null);
                case REFUSED -> throw new PsaFault.Refused("gone", null);
                case NOT_WRITTEN_ANSWER_LOST -> throw new PsaFault.Unclear(null);
                case WRITTEN_LATE -> {
                    committed.add(now.plus(late));
                    throw new PsaFault.Unclear(null);
                }
                case WRITTEN_ANSWER_LOST -> {
                    committed.add(now);
                    throw new PsaFault.Unclear(null);
                }
                case WRITTEN -> committed.add(now);
            }
            mayCrash();
            return new NoteId(committed.size());
        }

        private List<Integer> look(Instant since) {
            var found = new ArrayList<Integer>();
            for (int n = 0; n < committed.size(); n++) {
                if (!committed.get(n).isAfter(clock.instant())
                        && !committed.get(n).isBefore(since)) {
                    found.add(n + 1);
                }
            }
            return found;
        }

        private void step() {
            switch (stored.next(clock.instant())) {
                case Step.Post() -> {
                    store(stored.posting(clock.instant()));
                    try {
                        store(stored.written(post()));
                    } catch (PsaFault.Busy busy) {
                        store(stored.notPosted());
                        clock.pass(busy.waitFor());
                    } catch (PsaFault.Refused refused) {
                        store(stored.parked(refused.why()));
                    } catch (PsaFault.Unclear unclear) {
                        store(stored.unknown());
                    }
                }
                case Step.Look(var since) -> {
                    var found = look(since);
                    mayCrash();
                    store(found.isEmpty() ? stored.notFound() : stored.written(new NoteId(found.getFirst())));
                }
                case Step.WaitUntil(var at) -> {
                    assertThat(at).isAfter(clock.instant());
                    clock.moveTo(at);
                }
                case Step.Done() -> throw new IllegalStateException("done");
            }
        }

        Desk run() {
            for (int steps = 0; !(stored.next(clock.instant()) instanceof Step.Done); steps++) {
                assertThat(steps).as("steps until the note stands").isLessThan(100);
                try {
                    step();
                } catch (CrashedException restarted) {
                    clock.pass(Duration.ofMillis(700));
                }
            }
            return this;
        }

        /** What stands on the ticket after the last look. */
        int standing() {
            clock.pass(NoteProgress.LAST_LOOK);
            return look(NOON.minus(Duration.ofMinutes(5))).size();
        }
    }

    private static Desk desk(int crashAt, Fate... fates) {
        var desk = new Desk();
        desk.crashAt = crashAt;
        desk.fates = List.of(fates);
        return desk.run();
    }

    @Test
    void a_note_that_is_answered_is_posted_once() {
        var desk = desk(0);

        assertThat(desk.posts).isOne();
        assertThat(desk.stored.state()).isEqualTo(State.WRITTEN);
        assertThat(desk.stored.note()).isEqualTo(new NoteId(1));
        assertThat(desk.stored.unclearBefore()).isFalse();
    }

    @Test
    void T20_after_a_crash_between_any_two_instructions_exactly_one_note_stands() {
        for (Fate first : Fate.values()) {
            for (Fate second : Fate.values()) {
                if (List.of(first, second).contains(Fate.WRITTEN_LATE)
                        || List.of(first, second).contains(Fate.REFUSED)) {
                    continue;
                }
                for (int crashAt = 0; crashAt < 40; crashAt++) {
                    var desk = desk(crashAt, first, second);
                    assertThat(desk.standing())
                            .as("%s, %s, crashed at %s", first, second, crashAt)
                            .isOne();
                    assertThat(desk.stored.state()).isEqualTo(State.WRITTEN);
                }
            }
        }
    }

    @Test
    void T20_two_crashes_in_a_row_leave_one_note_too() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("crashes while leaving a note, seed " + seed);
        var random = new Random(seed);
        for (int n = 0; n < 20_000; n++) {
            var desk = new Desk();
            desk.fates =
                    random.ints(5, 0, 3).mapToObj(fate -> Fate.values()[fate]).toList();
            desk.crashAt = random.nextInt(30);
            for (int crash = 0; crash < 3; crash++) {
                try {
                    desk.step();
                } catch (CrashedException | IllegalStateException restartedOrDone) {
                    desk.clock.pass(Duration.ofMillis(random.nextInt(20_000)));
                    desk.crashAt = desk.instructions + 1 + random.nextInt(6);
                }
            }
            assertThat(desk.run().standing()).as("round %s", n).isOne();
        }
    }

    @Test
    void T20_a_note_that_the_psa_commits_late_is_a_double_that_the_last_look_can_find() {
        for (int crashAt = 0; crashAt < 40; crashAt++) {
            var desk = desk(crashAt, Fate.WRITTEN_LATE);

            assertThat(desk.stored.state()).isEqualTo(State.WRITTEN);
            int standing = desk.standing();
            assertThat(standing).isLessThanOrEqualTo(2);
            if (standing == 2) {
                assertThat(desk.stored.unclearBefore())
                        .as("a last look is due, crashed at %s", crashAt)
                        .isTrue();
            }
        }
    }

    @Test
    void T20_after_an_unclear_post_and_a_long_wait_it_is_looked_for_before_it_is_posted_again() {
        var desk = new Desk();
        desk.fates = List.of(Fate.WRITTEN_LATE, Fate.BUSY);
        desk.late = Duration.ofSeconds(20);

        desk.run();

        assertThat(desk.standing()).isOne();
        assertThat(desk.posts).isEqualTo(2);
    }

    @Test
    void it_is_looked_for_at_once_after_three_and_after_ten_seconds_and_then_posted_again() {
        var unknown = NoteProgress.OWED.posting(NOON).unknown();
        var window = new Step.Look(NOON.minus(Duration.ofMinutes(5)));

        assertThat(unknown.next(NOON)).isEqualTo(window);
        var once = unknown.notFound();
        assertThat(once.next(NOON)).isEqualTo(new Step.WaitUntil(NOON.plusSeconds(3)));
        assertThat(once.next(NOON.plusSeconds(3))).isEqualTo(window);
        var twice = once.notFound();
        assertThat(twice.next(NOON.plusSeconds(9))).isEqualTo(new Step.WaitUntil(NOON.plusSeconds(10)));
        assertThat(twice.next(NOON.plusSeconds(10))).isEqualTo(window);
        assertThat(twice.notFound().next(NOON.plusSeconds(10))).isEqualTo(new Step.Post());
    }

    @Test
    void a_refused_note_is_parked_with_its_reason_and_never_posted_again() {
        var desk = desk(0, Fate.REFUSED);

        assertThat(desk.posts).isOne();
        assertThat(desk.stored.state()).isEqualTo(State.PARKED);
        assertThat(desk.stored.why()).isEqualTo("gone");
        assertThat(desk.committed).isEmpty();
    }

    @Test
    void a_busy_psa_costs_nothing_but_time() {
        var desk = desk(0, Fate.BUSY, Fate.BUSY);

        assertThat(desk.posts).isEqualTo(3);
        assertThat(desk.standing()).isOne();
        assertThat(desk.stored.unclearBefore()).isFalse();
    }

    @Test
    void after_a_crash_while_posting_it_is_looked_for_first() {
        assertThat(NoteProgress.OWED.posting(NOON).next(NOON.plusSeconds(60))).isInstanceOf(Step.Look.class);
    }

    @Test
    void T26_a_note_carries_its_own_marker() {
        assertThat(Optional.of(new Note("Verified. " + MARKER, MARKER)))
                .hasValueSatisfying(note -> assertThat(note.text()).endsWith(MARKER));
        assertThatThrownBy(() -> new Note("Verified.", MARKER)).isInstanceOf(IllegalArgumentException.class);
    }
}
