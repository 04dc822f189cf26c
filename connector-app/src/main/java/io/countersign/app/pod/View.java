package io.countersign.app.pod;

/** Which side of the ticket the technician looks at. */
public enum View {
    /** What is going on, or how it ended. */
    NOW,
    /** A new verification, although the last one has a result. Shows what is going on while something is open. */
    START,
    /** What went before on this ticket. */
    HISTORY
}
