package io.countersign.account;

/** Where a message can be sent: a number or an address. Prints masked. */
public sealed interface Place permits MobileNumber, MailAddress {
    /** In full. For sending and for comparing, never for a log, a page or a note. */
    String inFull();

    /** Enough to recognise it by, not enough to use it. */
    String masked();
}
