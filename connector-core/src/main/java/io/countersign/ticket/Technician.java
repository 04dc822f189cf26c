package io.countersign.ticket;

import org.jspecify.annotations.Nullable;

/**
 * A member of the MSP's staff, as the PSA knows them.
 *
 * @param identifier the PSA's own short name for the member, unique within the installation
 * @param name how notes and messages name them
 * @param email as the PSA keeps it; nobody may verify themselves
 * @param inEvents how the PSA's webhooks name who made a change
 */
public record Technician(
        InstallationId installation,
        String identifier,
        String name,
        @Nullable String email,
        @Nullable String inEvents) {
    /** Of whom it is not known how webhooks name them. */
    public Technician(InstallationId installation, String identifier, String name, @Nullable String email) {
        this(installation, identifier, name, email, null);
    }

    public Technician {
        if (identifier.isBlank()) {
            throw new IllegalArgumentException("a technician has an identifier");
        }
    }
}
