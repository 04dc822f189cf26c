package io.countersign.connectwise;

import io.countersign.ticket.InstallationId;
import java.net.URI;
import java.util.Optional;

/** The keys by which ConnectWise signs its callbacks. Fetched when the first callback needs one; an application that remembers the address can be ahead of it. */
public interface CallbackKeys {
    /**
     * Fetches the key at that address, if it is one of the installation's own, and keeps it for twelve hours. At most two seconds; may be repeated. The
     * address must come from {@link #lastProved} and not from a callback: this fetch is not counted.
     *
     * @return whether the key is there now
     */
    boolean prefetch(InstallationId installation, URI keyAddress);

    /** The address of the key that proved the newest genuine callback since the start. */
    Optional<URI> lastProved(InstallationId installation);
}
