package io.countersign.app.channel.twilio;

import java.time.Instant;
import java.util.Set;

/** A text as Twilio lists it, for whom Twilio cannot reach by itself. */
public sealed interface ListedText {
    /**
     * One of ours.
     *
     * @param from the number that it went out from; empty while Twilio has not chosen one
     */
    record Ours(String messageSid, String from, TextStatus.State state) implements ListedText {
        /** Holds no number of the person, but one of ours. */
        @Override
        public String toString() {
            return "Ours[" + messageSid + ", " + state + "]";
        }
    }

    /**
     * What somebody sent to a number of the account.
     *
     * @param at when Twilio took it
     * @param after which of our texts to that person Twilio took before it, of those that are listed
     */
    record Answer(InboundText text, Instant at, Set<String> after) implements ListedText {
        public Answer {
            after = Set.copyOf(after);
        }
    }
}
