package io.countersign.app.doctor;

import io.countersign.app.signin.IdentityProvider;
import io.countersign.app.signin.IdentityProvider.Silent;
import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import io.countersign.setup.Finding.Untried;
import java.util.List;

/** Whether the identity provider by which technicians sign in answers, and names itself as it was told to us. The client's secret is tried by the first sign-in only. */
final class IdentityProviderCheck implements Check {
    private final IdentityProvider provider;

    IdentityProviderCheck(IdentityProvider provider) {
        this.provider = provider;
    }

    @Override
    public String what() {
        return "identity provider";
    }

    @Override
    public List<Finding> look() {
        if (!provider.configured()) {
            return List.of(
                    new Untried(what(), "none is named; technicians of Autotask need one: set countersign.sign-in.*"));
        }
        try {
            provider.look();
            return List.of(new Good(what(), "answers, and names itself as it is configured"));
        } catch (Silent e) {
            return List.of(new Missing(
                    what(), String.valueOf(e.getMessage()) + ": look at countersign.sign-in.issuer and the way there"));
        }
    }
}
