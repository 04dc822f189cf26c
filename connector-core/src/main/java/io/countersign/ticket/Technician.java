package io.countersign.ticket;

import org.jspecify.annotations.Nullable;

/**
 * A member of the MSP's staff, as the PSA knows them.
 *
 * @param identifier the PSA's own short name for the member, unique within the installation
 * @param name how notes and messages name them
 * @param email as the PSA keeps it; nobody may verify themselves
 */
public record Technician(
        InstallationId installation,
        String identifier,
        String name,
        @Nullable String email) {
    public Technician {
        if (identifier.isBlank()) {
            throw new IllegalArgumentException("a technician has an identifier");
        }
    }
}
