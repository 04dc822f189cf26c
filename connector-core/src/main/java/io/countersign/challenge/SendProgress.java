package io.countersign.challenge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one copy of a message has come. "Sending" is on disk before the provider is called; after a crash or an unclear answer the provider is asked where it can
 * be, and the same message may go out once more: never a second live code, never more than one unasked repeat.
 *
 * @param since when the first attempt began
 * @param attempts how often the provider was called
 */
public record SendProgress(
        State state,
        @Nullable Instant since,
        int attempts,
        @Nullable String reference) {
    private static final int MOST_UNASKED = 2;

    public enum State {
        OWED,
        SENDING,
        /** The provider gave no clear answer to the last attempt, and may be asked. */
        UNCLEAR,
        ACCEPTED,
        /** Sent twice without a clear answer: it may arrive, nothing more is sent. */
        MAYBE,
        FAILED
    }

    public static final SendProgress OWED = new SendProgress(State.OWED, null, 0, null);

    public sealed interface Step {
        /** Store {@link SendProgress#sending}, then hand it over. */
        record Send() implements Step {}

        /**
         * Ask the provider whether it has taken the message since {@code since}. Not earlier: a former copy, sent fifteen seconds before, has the same words.
         */
        record Ask(Instant since) implements Step {}

        record Done() implements Step {}
    }

    public Step next(Instant now) {
        return switch (state) {
            case OWED -> new Step.Send();
            case SENDING, UNCLEAR -> new Step.Ask(since == null ? now : since);
            case ACCEPTED, MAYBE, FAILED -> new Step.Done();
        };
    }

    public SendProgress sending(Instant now) {
        return new SendProgress(State.SENDING, since == null ? now : since, attempts + 1, null);
    }

    public SendProgress accepted(String providersReference) {
        return new SendProgress(State.ACCEPTED, since, attempts, providersReference);
    }

    public SendProgress unclear() {
        return new SendProgress(State.UNCLEAR, since, attempts, null);
    }

    /** Surely not taken: the attempt does not count as a repeat. */
    public SendProgress notSent() {
        return new SendProgress(State.OWED, since, attempts - 1, null);
    }

    /** The provider does not know the message, or cannot be asked: the same message goes out once more, but not twice more. */
    public SendProgress notTaken() {
        return attempts < MOST_UNASKED
                ? new SendProgress(State.OWED, since, attempts, null)
                : new SendProgress(State.MAYBE, since, attempts, null);
    }

    public SendProgress failed() {
        return new SendProgress(State.FAILED, since, attempts, null);
    }
}
