package io.countersign.app.channel;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Where credentials may be sent: to the vendor's own https hosts, and to origins that the operator listed one by one. Only such a listed origin may be http, private or
 * loopback.
 *
 * @param extra {@code countersign.outside.extra-origins}; whole origins, without path, query or user
 */
public record OutsideOrigins(Set<URI> extra) {
    public OutsideOrigins {
        extra = extra.stream().map(OutsideOrigins::origin).collect(Collectors.toUnmodifiableSet());
    }

    /** Those that the operator listed. */
    public static OutsideOrigins configured(Environment environment) {
        return new OutsideOrigins(Binder.get(environment)
                .bind("countersign.outside.extra-origins", Bindable.setOf(URI.class))
                .orElse(Set.of()));
    }

    /**
     * The origin in its one spelling: lower case, default port left out.
     *
     * @throws IllegalArgumentException for anything that is more or less than http or https, host and port
     */
    public static URI origin(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (uri.getHost() == null
                || !(scheme.equals("https") || scheme.equals("http"))
                || !(path.isEmpty() || path.equals("/"))
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("not an origin of scheme, host and port");
        }
        int usual = scheme.equals("https") ? 443 : 80;
        String port = uri.getPort() == -1 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        return URI.create(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port);
    }

    /** Whether a vendor's interface may be called at {@code uri}: https on the usual port of {@code domain} or a host below it, or exactly listed. */
    public boolean allows(URI uri, String domain) {
        URI origin;
        try {
            origin = origin(uri);
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
        boolean vendors = "https".equals(origin.getScheme())
                && origin.getPort() == -1
                && (origin.getHost().equals(domain) || origin.getHost().endsWith("." + domain));
        return vendors || extra.contains(origin);
    }
}
