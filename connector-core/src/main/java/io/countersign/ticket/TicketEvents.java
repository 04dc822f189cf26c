package io.countersign.ticket;

import java.util.Map;

/** Turns the bytes of a webhook into core's words. A webhook is a hint: the record is read again through {@link TicketSystem} before anything acts on it. */
public interface TicketEvents {
    /**
     * Checks that the bytes came from the installation's own PSA. {@code headers} have lower-case names. Touches the network at most for a verification key
     * that is not cached, and then within two seconds. Repeating is harmless.
     */
    Proof prove(InstallationId installation, Map<String, String> headers, byte[] body);

    /** Whether the bytes are genuine. */
    sealed interface Proof {
        /** The PSA sent it; {@code hint} may still be old, doubled or out of order. */
        record Genuine(Hint hint) implements Proof {}

        /** Not signed by the PSA's key, or not readable. Nothing of it may be logged or acted on. */
        record Forged() implements Proof {}

        /**
         * Unsigned word that the PSA may have switched its webhook off. Nothing of it is believed: the registration is looked at sooner than planned, by our own credentials,
         * and that is all that may follow.
         */
        record Alarm() implements Proof {}

        /** The key could not be fetched just now: neither genuine nor forged; the PSA should send it again. */
        record KeyUnavailable() implements Proof {}
    }

    /**
     * Something about a record changed.
     *
     * @param messageId the vendor's own id of this message, or a digest of the bytes where it sends none; doubles carry the same
     * @param byOurselves whether our own API member made the change; such a hint is kept and dropped unread
     * @param by who made the change, as {@link Technician#inEvents}; empty where it does not say
     */
    record Hint(String messageId, Subject subject, long number, boolean byOurselves, String by) {
        /** Of a change that says nothing of who made it. */
        public Hint(String messageId, Subject subject, long number, boolean byOurselves) {
            this(messageId, subject, number, byOurselves, "");
        }
    }

    /** What kind of record changed. */
    enum Subject {
        TICKET,
        CONTACT,
        OTHER
    }
}
