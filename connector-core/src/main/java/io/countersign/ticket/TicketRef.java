package io.countersign.ticket;

/** One ticket. The number alone says nothing: every PSA database counts from 1. */
public record TicketRef(InstallationId installation, long number) {
    public TicketRef {
        if (number <= 0) {
            throw new IllegalArgumentException("ticket number must be positive: " + number);
        }
    }
}
