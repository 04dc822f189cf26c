package io.countersign.ticket;

/** How a PSA can fail a call, as the contract tests need it to. */
public enum Fault {
    /** It refuses for good. */
    REFUSED,
    /** It throttles, or cannot be connected to: surely nothing was done. */
    BUSY,
    /** It does nothing and gives no answer. */
    UNCLEAR_WITHOUT_DOING,
    /** It does what was asked, and its answer is lost. */
    UNCLEAR_AFTER_DOING
}
