package io.countersign.app.api;

import io.countersign.app.edge.Problem;
import io.countersign.app.installation.ApiKeys.Caller;
import io.countersign.app.installation.ApiKeys.Scope;
import java.util.Set;

/** Whether a key may do what it asks. */
final class Allow {
    private Allow() {}

    /** What {@code admin} includes: never what would let one leaked key both plant a contact point and prove somebody by it. */
    private static final Set<Scope> OF_AN_ADMINISTRATOR = Set.of(Scope.READ, Scope.POLICY);

    static void atLeast(Caller caller, Scope scope) {
        boolean byAdmin = OF_AN_ADMINISTRATOR.contains(scope) && caller.scopes().contains(Scope.ADMIN);
        if (!caller.scopes().contains(scope) && !byAdmin) {
            throw new Problem(403, "forbidden", "This key has no scope " + scope.key() + ".");
        }
    }
}
