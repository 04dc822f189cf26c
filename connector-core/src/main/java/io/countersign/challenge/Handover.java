package io.countersign.challenge;

import java.time.Duration;

/** What a provider said when it was handed a message. */
public sealed interface Handover {
    /** Taken; {@code reference} is the provider's own id of the message. Not yet delivered. */
    record Accepted(String reference) implements Handover {}

    /** Refused for good: the same message to the same place would be refused again. */
    record Rejected(DeliveryProblem problem) implements Handover {}

    /** Surely not taken; may be handed over again after {@code pause}. */
    record Busy(Duration pause) implements Handover {}

    /** No clear answer: it may have been taken. The same message may go out once more, never another one. */
    record Unclear() implements Handover {}
}
