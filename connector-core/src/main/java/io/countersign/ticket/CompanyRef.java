package io.countersign.ticket;

/** The PSA's own record of a client company. */
public record CompanyRef(InstallationId installation, long number) {
    public CompanyRef {
        if (number <= 0) {
            throw new IllegalArgumentException("company number must be positive: " + number);
        }
    }
}
