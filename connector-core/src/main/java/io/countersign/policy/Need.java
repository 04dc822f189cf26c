package io.countersign.policy;

/**
 * What an action asks for.
 *
 * @param secondPerson whether, besides, an authorised contact must confirm or the technician must call back on a number that we dialled
 */
public record Need(Assurance level, boolean secondPerson) {
    public static Need of(Assurance level) {
        return new Need(level, false);
    }

    public Need andSecondPerson() {
        return new Need(level, true);
    }

    /** Whether whatever meets this need meets the other one too. */
    public boolean atLeast(Need other) {
        return level.atLeast(other.level) && (secondPerson || !other.secondPerson);
    }

    /** Whether a result that rests on one person's proof is enough. */
    public boolean metBy(Assurance proved) {
        return secondPerson ? proved.atLeast(Assurance.A4) : proved.atLeast(level);
    }
}
