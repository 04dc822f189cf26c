package io.countersign.app.people;

import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.psa.PsaPeople;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the PSA that the installation has. */
public final class EachPsaPeople implements PsaPeople {
    private final Installations installations;
    private final Map<Psa.Kind, PsaPeople> each;

    public EachPsaPeople(Installations installations, Map<Psa.Kind, PsaPeople> each) {
        this.installations = installations;
        this.each = Map.copyOf(each);
    }

    private PsaPeople of(InstallationId installation) {
        var kind = installations.get(installation).psa().kind();
        return Optional.ofNullable(each.get(kind))
                .orElseThrow(() -> new IllegalStateException("no adapter for " + kind.key()));
    }

    @Override
    public Page<Person> people(InstallationId installation, long after, @Nullable Instant changedSince) {
        return of(installation).people(installation, after, changedSince);
    }

    @Override
    public Optional<Person> person(ContactRef ref) {
        return of(ref.installation()).person(ref);
    }

    @Override
    public Page<Company> companies(InstallationId installation, long after) {
        return of(installation).companies(installation, after);
    }
}
