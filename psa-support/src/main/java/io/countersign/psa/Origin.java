package io.countersign.psa;

import java.net.URI;
import java.util.Locale;

/** Scheme, host and port together: the only thing that two addresses are compared by. "Ends with" and "starts with" are how impostors get in. */
public record Origin(String scheme, String host, int port) {
    /**
     * The origin of an address.
     *
     * @throws IllegalArgumentException when the address is relative, names no plain host, or carries a user
     */
    public static Origin of(URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        String host = address.getHost();
        if (host == null || host.isEmpty() || address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("an address names scheme and host, and no user");
        }
        int port = switch (scheme) {
            case "https" -> address.getPort() == -1 ? 443 : address.getPort();
            case "http" -> address.getPort() == -1 ? 80 : address.getPort();
            default -> throw new IllegalArgumentException("an address begins with https");
        };
        return new Origin(scheme, host.toLowerCase(Locale.ROOT), port);
    }

    /**
     * An origin that somebody configured.
     *
     * @throws IllegalArgumentException when there is anything beside scheme, host and port
     */
    public static Origin ofConfigured(URI origin) {
        String path = origin.getRawPath();
        if ((path != null && !path.isEmpty() && !path.equals("/"))
                || origin.getRawQuery() != null
                || origin.getRawFragment() != null) {
            throw new IllegalArgumentException("an origin is scheme, host and port, nothing else");
        }
        return of(origin);
    }

    public boolean isHttps() {
        return scheme.equals("https");
    }
}
