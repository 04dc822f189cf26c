package io.countersign.sandbox;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How each vendor misbehaves at the moment: at most one fault per target, set and cleared through the control API. */
final class Faults {
    static final Set<String> TARGETS = Set.of("connectwise", "autotask", "twilio", "mail");

    /** Longer than any client of ours waits. */
    private static final long HELD_MILLIS = 30_000;

    private static final long SLOW_MILLIS = 3_000;

    private final Map<String, Fault> active = new HashMap<>();
    private final Map<String, CountDownLatch> releases = new HashMap<>();

    enum Mode {
        OK,
        STATUS,
        TIMEOUT,
        RESET,
        ACCEPT_THEN_DROP,
        SLOW;

        static @Nullable Mode named(String name) {
            for (Mode mode : values()) {
                if (mode.toString().equals(name)) {
                    return mode;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param match such as {@code POST notes}; null meets every request
     * @param times how many requests are still to meet it; null for all until it is cleared
     */
    record Fault(
            Mode mode,
            @Nullable String match,
            int status,
            @Nullable Integer times,
            @Nullable Integer delayMillis,
            @Nullable Integer retryAfter,
            CountDownLatch released) {

        boolean meets(String name) {
            return match == null || match.equalsIgnoreCase(name);
        }

        Fault onceLess() {
            return times == null ? this : new Fault(mode, match, status, times - 1, delayMillis, retryAfter, released);
        }

        /** Waits, but no longer than until the fault is cleared. */
        void hold() {
            long millis = delayMillis != null
                    ? delayMillis
                    : switch (mode) {
                        case TIMEOUT -> HELD_MILLIS;
                        case SLOW -> SLOW_MILLIS;
                        case OK, STATUS, RESET, ACCEPT_THEN_DROP -> 0;
                    };
            try {
                boolean cleared = millis > 0 && released.await(millis, TimeUnit.MILLISECONDS);
                if (cleared) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The fault that this request meets, if any; it is used up by being asked for. */
    synchronized @Nullable Fault take(String target, String name) {
        Fault fault = active.get(target);
        if (fault == null || !fault.meets(name)) {
            return null;
        }
        Fault rest = fault.onceLess();
        if (rest.times != null && rest.times <= 0) {
            active.remove(target);
        } else {
            active.put(target, rest);
        }
        return fault;
    }

    /** Runs the vendor's work, or not, as the fault wants it. */
    static Answer meet(@Nullable Fault fault, Supplier<Answer> work, Refusing refusing) {
        if (fault == null) {
            return work.get();
        }
        return switch (fault.mode) {
            case OK -> work.get();
            case STATUS -> {
                fault.hold();
                Answer refusal = refusing.answer(fault.status, fault.retryAfter);
                yield fault.retryAfter == null ? refusal : refusal.with("Retry-After", fault.retryAfter.toString());
            }
            case TIMEOUT, RESET -> {
                fault.hold();
                yield Answer.RESET;
            }
            case ACCEPT_THEN_DROP -> {
                var unused = work.get();
                fault.hold();
                yield Answer.RESET;
            }
            case SLOW -> {
                Answer answer = work.get();
                fault.hold();
                yield answer;
            }
        };
    }

    /** How a vendor words a refusal that the sandbox asked for. */
    interface Refusing {
        Answer answer(int status, @Nullable Integer retryAfter);
    }

    synchronized void set(String target, JsonNode wish) {
        Wish in = new Wish(wish, Set.of("mode", "match", "status", "times", "delayMs", "retryAfter"));
        Mode mode = Mode.named(in.text("mode"));
        if (mode == null) {
            throw Refusal.because("mode is one of ok, status, timeout, reset, accept-then-drop and slow.");
        }
        Integer status = in.optionalNumber("status", 100, 599);
        var released = new CountDownLatch(1);
        var fault = new Fault(
                mode,
                in.optionalText("match"),
                status == null ? 503 : status,
                in.optionalNumber("times", 1, Integer.MAX_VALUE),
                in.optionalNumber("delayMs", 0, 600_000),
                in.optionalNumber("retryAfter", 0, 86_400),
                released);
        CountDownLatch before = releases.put(target, released);
        if (before != null) {
            before.countDown();
        }
        if (mode == Mode.OK) {
            active.remove(target);
        } else {
            active.put(target, fault);
        }
    }

    synchronized void release() {
        active.clear();
        releases.values().forEach(CountDownLatch::countDown);
    }
}
