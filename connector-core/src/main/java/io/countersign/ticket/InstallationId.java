package io.countersign.ticket;

import java.util.regex.Pattern;

/** One PSA tenant that the connector serves. Opaque: says nothing about the tenant, so it may stand in a URL. */
public record InstallationId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{22}");

    public InstallationId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("an installation is named by 22 characters of A-Z a-z 0-9 _ -");
        }
    }
}
