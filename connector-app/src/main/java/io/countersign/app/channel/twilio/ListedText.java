package io.countersign.app.channel.twilio;

/** A text as Twilio lists it, for whom Twilio cannot reach by itself. */
public sealed interface ListedText {
    /** One of ours, and how far it came. */
    record Ours(String messageSid, TextStatus.State state) implements ListedText {}

    /** What somebody answered to one of ours, to the very number that it came from. */
    record Answer(InboundText text) implements ListedText {}
}
