package io.countersign.policy;

import java.util.Locale;
import java.util.Optional;

/** What the verified person wants done. */
public enum Action {
    NOT_STATED,
    INFORMATION,
    CHANGE,
    PASSWORD_RESET,
    MFA_RESET,
    ADMIN_RIGHTS,
    PAYEE_CHANGE;

    /** How the action is written in the API, in policy and in message bundles. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Action> ofKey(String key) {
        for (Action action : values()) {
            if (action.key().equals(key)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
