package io.countersign.policy;

/** What is counted, each for a key of its own (a person, the keyed hash of a contact point, a technician, …). */
public enum LimitKind {
    FAILURES_OF_PERSON("wrong codes for this person"),
    FAILURES_OF_CONTACT_POINT("wrong codes for this number or address"),
    WRONG_CODES_OF_INSTALLATION("wrong codes of this installation"),
    CODES_FOR_PERSON("codes for this person"),
    CODES_FOR_CONTACT_POINT("codes for this number or address"),
    TEXTS_TO_NUMBER("texts to this number"),
    TEXTS_BY_TECHNICIAN("texts asked for by this technician"),
    TEXTS_TO_PREFIX("texts to this range of numbers"),
    TEXTS_OF_INSTALLATION("texts of this installation"),
    /** Verifications by text that came to an end. */
    TEXTS_TO_COUNTRY("texts to this country, of which too few led to a right code"),
    RIGHT_CODES_FROM_COUNTRY("right codes from this country");

    private final String words;

    LimitKind(String words) {
        this.words = words;
    }

    /** The limit's name as a technician reads it in a refusal. */
    public String words() {
        return words;
    }
}
