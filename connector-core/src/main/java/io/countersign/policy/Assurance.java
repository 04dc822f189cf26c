package io.countersign.policy;

/** How much an outcome proves. In rising order: a later level includes what the earlier ones prove. */
public enum Assurance {
    /** Somebody holds a number or address given during the contact. Nobody is identified. */
    A0,
    /** A mailbox, something shared between people, or something known. */
    A1,
    /** A settled mobile number on file. */
    A2,
    /** An enrolled phone, unlocked by its owner, and a number or code carried between the two people. */
    A3,
    /** A3, or A2 with a call back that we dialled, and a second person besides. */
    A4;

    public boolean atLeast(Assurance other) {
        return compareTo(other) >= 0;
    }

    public Assurance atMost(Assurance ceiling) {
        return compareTo(ceiling) <= 0 ? this : ceiling;
    }
}
