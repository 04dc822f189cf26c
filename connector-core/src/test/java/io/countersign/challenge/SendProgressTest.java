package io.countersign.challenge;

import static io.countersign.memory.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.challenge.SendProgress.State;
import io.countersign.challenge.SendProgress.Step;
import io.countersign.memory.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendProgressTest {
    /** What the provider does when it is handed the message. */
    private enum Fate {
        TAKEN,
        TAKEN_ANSWER_LOST,
        NOT_TAKEN_ANSWER_LOST,
        BUSY,
        REJECTED
    }

    private static final class CrashedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The worker that sends, as small as it can be; it can crash between any two instructions. */
    private static final class Sender {
        final MovableClock clock = new MovableClock();
        final boolean canBeAsked;
        final List<Fate> fates;
        final int crashAt;
        SendProgress stored = SendProgress.OWED;
        int calls;
        int taken;
        int instructions;

        Sender(boolean canBeAsked, int crashAt, Fate... fates) {
            this.canBeAsked = canBeAsked;
            this.crashAt = crashAt;
            this.fates = List.of(fates);
        }

        private void mayCrash() {
            if (++instructions == crashAt) {
                throw new CrashedException();
            }
        }

        private void store(SendProgress progress) {
            mayCrash();
            stored = progress;
            mayCrash();
        }

        private Handover hand() {
            Fate fate = calls < fates.size() ? fates.get(calls) : Fate.TAKEN;
            calls++;
            taken += fate == Fate.TAKEN || fate == Fate.TAKEN_ANSWER_LOST ? 1 : 0;
            mayCrash();
            return switch (fate) {
                case TAKEN -> new Handover.Accepted("SM1");
                case TAKEN_ANSWER_LOST, NOT_TAKEN_ANSWER_LOST -> new Handover.Unclear();
                case BUSY -> new Handover.Busy(Duration.ofSeconds(1));
                case REJECTED -> new Handover.Rejected(DeliveryProblem.NOT_A_NUMBER);
            };
        }

        private void step() {
            switch (stored.next(clock.instant())) {
                case Step.Send() -> {
                    store(stored.sending(clock.instant()));
                    switch (hand()) {
                        case Handover.Accepted(var reference) -> store(stored.accepted(reference));
                        case Handover.Rejected(var problem) -> store(stored.failed());
                        case Handover.Busy(var pause) -> {
                            store(stored.notSent());
                            clock.pass(pause);
                        }
                        case Handover.Unclear() -> store(stored.unclear());
                    }
                }
                case Step.Ask(var since) -> {
                    assertThat(since).isBeforeOrEqualTo(clock.instant());
                    store(canBeAsked && taken > 0 ? stored.accepted("SM1") : stored.notTaken());
                }
                case Step.Done() -> throw new IllegalStateException("done");
            }
        }

        Sender run() {
            for (int steps = 0; !(stored.next(clock.instant()) instanceof Step.Done); steps++) {
                assertThat(steps).isLessThan(50);
                try {
                    step();
                } catch (CrashedException restarted) {
                    clock.pass(Duration.ofMillis(700));
                }
            }
            return this;
        }
    }

    private static List<Sender> everyCrash(boolean canBeAsked) {
        var senders = new ArrayList<Sender>();
        for (Fate first : Fate.values()) {
            for (Fate second : Fate.values()) {
                for (int crashAt = 0; crashAt < 30; crashAt++) {
                    senders.add(new Sender(canBeAsked, crashAt, first, second).run());
                }
            }
        }
        return senders;
    }

    @Test
    void the_provider_is_asked_for_this_copy_and_not_for_the_one_sent_shortly_before() {
        var second = SendProgress.OWED.sending(NOON);

        assertThat(second.next(NOON.plusSeconds(2))).isEqualTo(new Step.Ask(NOON));
    }

    @Test
    void T20_whatever_crashed_no_more_than_two_copies_of_the_same_text_go_out() {
        for (boolean canBeAsked : new boolean[] {true, false}) {
            assertThat(everyCrash(canBeAsked))
                    .allSatisfy(sender -> assertThat(sender.taken).isLessThanOrEqualTo(2));
        }
    }

    @Test
    void T20_a_provider_that_can_be_asked_takes_it_once() {
        assertThat(everyCrash(true))
                .allSatisfy(sender -> assertThat(sender.taken).isLessThanOrEqualTo(1))
                .filteredOn(sender -> sender.stored.state() == State.ACCEPTED)
                .allSatisfy(sender -> assertThat(sender.taken).isOne());
    }

    @Test
    void what_was_never_taken_is_not_called_sent() {
        for (boolean canBeAsked : new boolean[] {true, false}) {
            assertThat(everyCrash(canBeAsked)).allSatisfy(sender -> {
                if (sender.taken == 0) {
                    assertThat(sender.stored.state()).isIn(State.FAILED, State.MAYBE);
                }
                if (sender.stored.state() == State.FAILED) {
                    assertThat(sender.fates).contains(Fate.REJECTED);
                }
            });
        }
    }

    @Test
    void a_refusal_is_final() {
        var sender = new Sender(true, 0, Fate.REJECTED).run();

        assertThat(sender.stored.state()).isEqualTo(State.FAILED);
        assertThat(sender.calls).isOne();
    }

    @Test
    void a_busy_provider_costs_no_attempt() {
        var sender = new Sender(true, 0, Fate.BUSY, Fate.BUSY, Fate.BUSY, Fate.TAKEN).run();

        assertThat(sender.stored.state()).isEqualTo(State.ACCEPTED);
        assertThat(sender.stored.reference()).isEqualTo("SM1");
        assertThat(sender.stored.attempts()).isOne();
    }

    @Test
    void after_two_unclear_answers_it_may_have_arrived_and_nothing_more_is_sent() {
        var sender = new Sender(false, 0, Fate.NOT_TAKEN_ANSWER_LOST, Fate.NOT_TAKEN_ANSWER_LOST).run();

        assertThat(sender.stored.state()).isEqualTo(State.MAYBE);
        assertThat(sender.calls).isEqualTo(2);
    }

    @Test
    void the_provider_is_asked_about_everything_since_the_first_attempt() {
        var second = SendProgress.OWED
                .sending(NOON)
                .unclear()
                .notTaken()
                .sending(NOON.plusSeconds(40))
                .unclear();

        assertThat(second.next(NOON.plusSeconds(41))).isEqualTo(new Step.Ask(NOON));
    }
}
