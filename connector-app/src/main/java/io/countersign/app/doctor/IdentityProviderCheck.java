package io.countersign.app.doctor;

import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Untried;
import java.util.List;

/** The place for looking at the identity provider by which technicians sign in: its issuer, its keys, our registration there. */
final class IdentityProviderCheck implements Check {
    @Override
    public String what() {
        return "identity provider";
    }

    @Override
    public List<Finding> look() {
        return List.of(new Untried(what(), "nobody signs in by one yet"));
    }
}
