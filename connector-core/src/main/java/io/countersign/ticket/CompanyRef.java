package io.countersign.ticket;

/** The PSA's own record of a company. Number 0 is the MSP itself, at a PSA that numbers it so. */
public record CompanyRef(InstallationId installation, long number) {
    public CompanyRef {
        if (number < 0) {
            throw new IllegalArgumentException("company number must not be negative: " + number);
        }
    }

    /** Whether it is the MSP itself, whose people are a customer's only where an administrator says so. */
    public boolean isMsp() {
        return number == 0;
    }
}
