package io.countersign.ticket;

/** The PSA's own record of a person. */
public record ContactRef(InstallationId installation, long number) {
    public ContactRef {
        if (number <= 0) {
            throw new IllegalArgumentException("contact number must be positive: " + number);
        }
    }
}
