package io.countersign.ticket;

/** The PSA's own record of a company; some begin to count at 0. */
public record CompanyRef(InstallationId installation, long number) {
    public CompanyRef {
        if (number < 0) {
            throw new IllegalArgumentException("company number must not be negative: " + number);
        }
    }
}
