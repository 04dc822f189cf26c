package io.countersign.app.api;

import io.countersign.app.edge.Problem;
import io.countersign.app.installation.ApiKeys.Caller;
import io.countersign.app.installation.ApiKeys.Scope;

/** Whether a key may do what it asks. */
final class Allow {
    private Allow() {}

    static void atLeast(Caller caller, Scope scope) {
        if (!caller.scopes().contains(scope) && !caller.scopes().contains(Scope.ADMIN)) {
            throw new Problem(403, "forbidden", "This key has no scope " + scope.key() + ".");
        }
    }
}
