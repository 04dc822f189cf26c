package io.countersign.verification;

/** Who contacted whom. */
public enum Direction {
    /** They contacted us: they read the code to the technician. */
    INBOUND,
    /** We contacted them, on a call that we dialled: the technician reads the code, and they compare. */
    OUTBOUND
}
