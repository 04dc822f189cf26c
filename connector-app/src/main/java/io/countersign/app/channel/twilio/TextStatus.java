package io.countersign.app.channel.twilio;

import io.countersign.challenge.DeliveryProblem;

/**
 * What Twilio reports about one of our texts. Reports come twice and out of order: one that is older than what is known must not undo a {@link State.Delivered} or
 * {@link State.Failed}.
 *
 * @param reference our own id, from the signed address
 * @param messageSid Twilio's id; the same reference may have two when a text went out twice
 */
public record TextStatus(String reference, String messageSid, State state) {
    /** How far it came. */
    public sealed interface State {
        /** Taken or handed on; some carriers never report more than this. */
        record OnTheWay() implements State {}

        record Delivered() implements State {}

        /** Will not arrive. */
        record Failed(DeliveryProblem problem) implements State {}

        /** A status that this version does not know: keep waiting. */
        record Unknown() implements State {}
    }
}
