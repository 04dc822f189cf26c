package io.countersign.verification;

/** How a verification ended. Once there, it never changes; a dispute is added beside it. */
public enum Outcome {
    /** The person behind the ticket is this account, as strongly as the assurance says. */
    VERIFIED,
    /** Somebody holds the number or address given during the contact. Nobody is identified. */
    REACHED,
    DENIED,
    EXPIRED,
    UNDELIVERABLE,
    CANCELLED
}
