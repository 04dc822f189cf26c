package io.countersign.sandbox;

import org.jspecify.annotations.Nullable;

/** How the vendor says no: nearly always with 500 and a list of sentences (sheet 2). */
final class AutotaskRefusals {
    private AutotaskRefusals() {}

    /** Validation, unknown fields, missing records: all of it is a 500. */
    static Refusal because(String sentence) {
        return new Refusal(errors(500, sentence));
    }

    static Answer errors(int status, String sentence) {
        return Answer.json(status, Payload.json("autotask/refused.json", "message", sentence));
    }

    /** Wrong, missing or locked: always the same, and without a word. */
    static Answer credentials() {
        return Answer.empty(401).with("WWW-Authenticate", "Basic Realm=\"webservices.sandbox.example\"");
    }

    static Answer threads() {
        return Answer.json(500, Payload.json("autotask/thread-threshold.json"));
    }

    static Answer hour(int threshold) {
        return Answer.json(
                429, Payload.json("autotask/hourly-threshold.json", "threshold", Integer.toString(threshold)));
    }

    /** What a fault of the sandbox looks like from outside. */
    static Answer fault(int status, @Nullable Integer retryAfter) {
        return switch (status) {
            case 401 -> credentials();
            case 403 -> Answer.json(403, Payload.json("autotask/forbidden.json"));
            case 429 -> hour(AutotaskLimits.THRESHOLD);
            case 500 -> errors(500, "Object reference not set to an instance of an object.");
            default ->
                status > 500
                        ? Answer.html(status, Payload.text("autotask/server-error.html"))
                        : errors(status, "The request was refused with status " + status + ".");
        };
    }
}
