package io.countersign.app;

import java.net.URI;

/** Where people and vendors reach us. Configured, never derived from a request. */
public record PublicUrl(URI base) {
    /** An address of ours; {@code path} begins with a slash. */
    public URI at(String path) {
        return URI.create(base + path);
    }
}
