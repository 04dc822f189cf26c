package io.countersign.connectwise;

import io.countersign.psa.Origin;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One ConnectWise company as an administrator configured it. Prints without credentials.
 *
 * @param companyId the login company, as typed at sign-in
 * @param publicKey of our API member
 * @param privateKey of our API member
 * @param clientId the GUID that the vendor gave to the integration; without it every call is refused
 * @param apiMember identifier of our API member: the author of our notes, and whose changes are our own
 * @param apiRoot for example {@code https://api-na.myconnectwise.net/v4_6_release/apis/3.0}; a trailing slash does not matter
 * @param uiOrigins what a technician's browser opens, and what may frame the pod, as whole origins; keys of callbacks are served from there too
 * @param keyOrigins further whole origins from which keys of callbacks may be fetched; usually none
 * @param onPremisesOrigin the one https origin of this installation that may resolve to a private address; absent for the vendor's cloud
 * @param privateCa certificates (PEM) that alone are trusted for this installation; absent where the public ones are
 * @param mobileTypeNames what this company calls a mobile among its kinds of phones; case does not matter. The PSA has no flag for it
 */
public record ConnectWiseSettings(
        String companyId,
        String publicKey,
        String privateKey,
        String clientId,
        String apiMember,
        URI apiRoot,
        Set<URI> uiOrigins,
        Set<URI> keyOrigins,
        @Nullable URI onPremisesOrigin,
        @Nullable String privateCa,
        Set<String> mobileTypeNames) {
    /** What most companies call a mobile. */
    public static final Set<String> USUAL_MOBILE_TYPE_NAMES = Set.of("Mobile", "Cell", "Cellular", "Mobile Phone");

    /** The company and key stand before the colon of a Basic header, joined by a plus sign. */
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e&&[^:+]]{1,100}");

    public ConnectWiseSettings {
        requirePlain(companyId, "company");
        requirePlain(publicKey, "public key");
        requirePlain(clientId, "client id");
        if (privateKey.isBlank() || !privateKey.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("the private key is one run of printable characters");
        }
        if (apiMember.isBlank()) {
            throw new IllegalArgumentException("the API member is missing");
        }
        apiRoot = checkedRoot(apiRoot);
        if (uiOrigins.isEmpty()) {
            throw new IllegalArgumentException("at least one origin that technicians open is needed");
        }
        uiOrigins.forEach(Origin::ofConfigured);
        keyOrigins.forEach(Origin::ofConfigured);
        if (onPremisesOrigin != null && !Origin.ofConfigured(onPremisesOrigin).isHttps()) {
            throw new IllegalArgumentException("the on-premises origin is an https one");
        }
        uiOrigins = Set.copyOf(uiOrigins);
        keyOrigins = Set.copyOf(keyOrigins);
        var names = new TreeSet<String>();
        mobileTypeNames.forEach(name -> names.add(name.strip().toLowerCase(Locale.ROOT)));
        mobileTypeNames = Set.copyOf(names);
    }

    boolean callsMobile(String typeName) {
        return mobileTypeNames.contains(typeName.strip().toLowerCase(Locale.ROOT));
    }

    boolean isOurMember(@Nullable String identifier) {
        return identifier != null && identifier.strip().equalsIgnoreCase(apiMember);
    }

    private static void requirePlain(String value, String what) {
        if (!PLAIN.matcher(value).matches()) {
            throw new IllegalArgumentException("the " + what + " has characters that a sign-in cannot carry");
        }
    }

    /** A doubled path or a query is answered with "Cannot route", which looks like bad keys. */
    private static URI checkedRoot(URI root) {
        Origin.of(root);
        if (root.getRawQuery() != null || root.getRawFragment() != null) {
            throw new IllegalArgumentException("the API address has a query or a fragment");
        }
        String text = root.toString();
        if (!text.matches("[A-Za-z0-9:/._\\[\\]-]+")) {
            throw new IllegalArgumentException("the API address has characters that do not belong there");
        }
        return URI.create(text.replaceAll("/+$", ""));
    }

    @Override
    public String toString() {
        return "ConnectWiseSettings[" + companyId + " at " + apiRoot + "]";
    }
}
