package io.countersign.account;

/** Where a contact point came from; decides what time may do to it. */
public enum Provenance {
    DIRECTORY,
    ADMINISTRATOR_BASELINE,
    PSA,
    SELF_REGISTERED,
    GIVEN_DURING_CONTACT;

    /** Whether a point of this source is settled when it comes with a new account. */
    public boolean settlesWithTheAccount() {
        return this == DIRECTORY || this == ADMINISTRATOR_BASELINE;
    }
}
