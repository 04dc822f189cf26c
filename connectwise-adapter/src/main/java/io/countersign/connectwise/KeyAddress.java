package io.countersign.connectwise;

import io.countersign.psa.Origin;
import io.countersign.psa.OutsideOrigins;
import io.countersign.ticket.InstallationId;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From where a callback says its key can be fetched, once that was found to be this installation's own place for keys. The callback is not proved at that moment:
 * anybody may have written the address.
 */
record KeyAddress(InstallationId installation, URI address) {
    private static final int LONGEST = 1_000;
    private static final Pattern PRINTABLE = Pattern.compile("[!-~&&[^\\\\;]]+");

    /** Code base, then one slash or, as the vendor writes it, two. */
    private static final Pattern PATH = Pattern.compile("/v[0-9a-z_]{1,30}//?system/callbackkey/index\\.rails");

    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /**
     * Empty unless the address is the installation's own in every part. The company counts as much as the host: all companies of the vendor's cloud share
     * one host, so that a neighbour's key would otherwise prove whatever the neighbour signs.
     */
    static Optional<KeyAddress> of(
            InstallationId installation, String keyUrl, ConnectWiseSettings settings, OutsideOrigins outside) {
        if (keyUrl.length() > LONGEST || !PRINTABLE.matcher(keyUrl).matches()) {
            return Optional.empty();
        }
        try {
            var address = new URI(keyUrl);
            var origin = Origin.of(address);
            boolean ours = Stream.concat(
                            Stream.of(settings.apiRoot()),
                            Stream.concat(settings.uiOrigins().stream(), settings.keyOrigins().stream()))
                    .map(Origin::of)
                    .anyMatch(origin::equals);
            return ours
                            && (origin.isHttps() || outside.accept(origin))
                            && address.getRawFragment() == null
                            && PATH.matcher(address.getRawPath()).matches()
                            && asksForOurCompany(address.getRawQuery(), settings)
                    ? Optional.of(new KeyAddress(installation, address))
                    : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Exactly the two parameters that the vendor writes, each once: of a doubled one, we might read the first and the server the second. */
    private static boolean asksForOurCompany(@Nullable String query, ConnectWiseSettings settings) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals < 1) {
                return false;
            }
            String name = parameter.substring(0, equals).toLowerCase(Locale.ROOT);
            String value = URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8);
            if (parameters.put(name, value) != null) {
                return false;
            }
        }
        String company = parameters.get("companyname");
        String id = parameters.get("id");
        return parameters.size() == 2
                && company != null
                && company.equalsIgnoreCase(settings.companyId())
                && id != null
                && KEY_ID.matcher(id).matches();
    }

    Origin origin() {
        return Origin.of(address);
    }
}
