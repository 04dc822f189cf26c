package io.countersign.app.staff;

import io.countersign.ticket.InstallationId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who signed in at the MSP's identity provider, and what became of it.
 *
 * @param name as the identity provider said last; proves nothing
 * @param email the same
 * @param identifier whom the PSA knows them as; bound once, by an administrator
 * @param roles none until an administrator admits them
 */
public record StaffMember(
        String id,
        InstallationId installation,
        String issuer,
        String subject,
        String name,
        Optional<String> email,
        Optional<String> identifier,
        Set<Role> roles,
        Instant askedAt,
        Instant signedInAt,
        Optional<Instant> admittedAt,
        Optional<String> admittedBy) {
    public StaffMember {
        roles = Set.copyOf(roles);
    }

    public boolean admitted() {
        return !roles.isEmpty();
    }

    public boolean administers() {
        return roles.contains(Role.ADMINISTRATOR);
    }

    /** Whether they decide where a technician may not decide alone. */
    public boolean supervises() {
        return roles.contains(Role.SUPERVISOR) || administers();
    }

    public boolean verifies() {
        return roles.stream().anyMatch(Role::verifies);
    }
}
