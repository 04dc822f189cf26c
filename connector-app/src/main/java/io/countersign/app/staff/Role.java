package io.countersign.app.staff;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody at the MSP may do. Somebody may have several. */
public enum Role {
    /** Verifies people from a ticket. */
    TECHNICIAN,
    /** The same, and is asked where a technician may not decide alone. */
    SUPERVISOR,
    /** Admits people and sets things up; verifies nobody by that. */
    ADMINISTRATOR,
    /** Reads what happened, changes nothing. */
    AUDITOR;

    /** As it stands in forms, commands and the database. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this role is for somebody who sits in front of tickets. */
    public boolean verifies() {
        return this == TECHNICIAN || this == SUPERVISOR;
    }

    public static Optional<Role> ofKey(String key) {
        return Arrays.stream(values()).filter(role -> role.key().equals(key)).findFirst();
    }
}
