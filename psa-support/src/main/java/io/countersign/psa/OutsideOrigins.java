package io.countersign.psa;

import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Origins that are accepted although they are plain http, private or loopback. They must still be configured in the installation; nothing else is relaxed for them.
 *
 * @param extra whole origins; empty in production, the sandbox in the trial
 */
public record OutsideOrigins(Set<URI> extra) {
    public OutsideOrigins {
        extra.forEach(Origin::ofConfigured);
        extra = Set.copyOf(extra);
    }

    /** Whether this origin is one of them. */
    public boolean accept(Origin origin) {
        return extra.stream().map(Origin::of).collect(Collectors.toSet()).contains(origin);
    }
}
