package io.countersign.challenge;

/** Why a message did not arrive, in words that a technician can act on. The adapter of each provider maps its codes to these. */
public enum DeliveryProblem {
    /** The person texted STOP: only their own START, from that handset, reopens it. */
    OPTED_OUT,
    NOT_A_NUMBER,
    /** A landline, or a number the carrier cannot text. */
    CANNOT_RECEIVE_TEXTS,
    UNREACHABLE,
    BLOCKED_BY_CARRIER,
    UNKNOWN_NUMBER,
    FILTERED_AS_SPAM,
    COUNTRY_NOT_ENABLED,
    /** The MSP's sender is not registered or not usable: an operator's matter. */
    SENDER_NOT_READY,
    /** The provider does not accept our credentials: an operator's matter. */
    PROVIDER_REFUSES_US,
    /** The provider gave no usable answer while the code was alive. */
    PROVIDER_DOWN,
    NO_SUCH_MAILBOX,
    UNKNOWN;

    /** Whether the fault lies with the place itself, so that it is remembered there, or with us or the moment. */
    public boolean ofThePlace() {
        return switch (this) {
            case OPTED_OUT, NOT_A_NUMBER, CANNOT_RECEIVE_TEXTS, BLOCKED_BY_CARRIER, UNKNOWN_NUMBER, NO_SUCH_MAILBOX ->
                true;
            case UNREACHABLE,
                    FILTERED_AS_SPAM,
                    COUNTRY_NOT_ENABLED,
                    SENDER_NOT_READY,
                    PROVIDER_REFUSES_US,
                    PROVIDER_DOWN,
                    UNKNOWN -> false;
        };
    }
}
