package io.countersign.sandbox;

/** Thrown where a handler finds that it can only refuse; the answer says so in the vendor's way. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Answer answer;

    Refusal(Answer answer) {
        super("answered " + answer.status(), null, false, false);
        this.answer = answer;
    }

    static Refusal because(String sentence) {
        return new Refusal(Answer.sentence(400, sentence));
    }

    Answer answer() {
        return answer;
    }
}
