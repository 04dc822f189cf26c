package io.countersign.ticket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a PSA did not do what it was asked. The three kinds differ in what the caller may do next. */
public abstract sealed class PsaFault extends RuntimeException {
    private PsaFault(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Never again: the same request would be refused again. {@code why} is a sentence for an administrator and holds nothing of the request. */
    public static final class Refused extends PsaFault {
        public Refused(String why, @Nullable Throwable cause) {
            super(why, cause);
        }

        public String why() {
            return String.valueOf(getMessage());
        }
    }

    /** Surely not done (connection refused, throttled): may be repeated after {@code wait}. */
    public static final class Busy extends PsaFault {
        private final Duration wait;

        public Busy(Duration wait, @Nullable Throwable cause) {
            super("the PSA asks to wait " + wait.toSeconds() + " s", cause);
            this.wait = wait;
        }

        public Duration waitFor() {
            return wait;
        }
    }

    /** No answer, half an answer, or an error after which the work may be done: look before repeating a write. A read may simply be repeated. */
    public static final class Unclear extends PsaFault {
        public Unclear(@Nullable Throwable cause) {
            super("the PSA gave no clear answer", cause);
        }
    }
}
