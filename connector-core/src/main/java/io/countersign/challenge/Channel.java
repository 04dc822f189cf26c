package io.countersign.challenge;

/** A way to bring a code to somebody. */
public enum Channel {
    SMS,
    EMAIL
}
