package io.countersign.setup;

/**
 * Something that a PSA keeps about us.
 *
 * @param number the PSA's own
 * @param address where it leads
 * @param on whether the PSA uses it: switched on and complete
 */
public record Registration(Subject subject, long number, String address, boolean on) {
    /** What is registered. */
    public enum Subject {
        /** That tickets which change are told of. */
        TICKETS,
        /** That contacts which change are told of. */
        CONTACTS,
        /** That our page is shown in a ticket. */
        PAGE
    }

    /** The PSA tells us of what changes. */
    public boolean isWebhook() {
        return switch (subject) {
            case TICKETS, CONTACTS -> true;
            case PAGE -> false;
        };
    }
}
