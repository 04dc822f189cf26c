package io.countersign.app.installation;

import io.countersign.app.secrets.Secret;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which PSA an installation has, and what only that one needs to be told. Holds credentials, which print as dots. */
public sealed interface Psa {
    Kind kind();

    /** Whether the numbers of one mean the same records as the numbers of the other, as far as settings tell. */
    boolean isSameAs(Psa other);

    /** Whom we ask first, as an address. */
    URI asked();

    /** Whether its page proves who looks at a ticket and the PSA says who may: then whoever signed in elsewhere stays at the ticket that they came from. */
    default boolean provesWhoLooks() {
        return false;
    }

    /** By which what it delivers is signed, the newest first; none where it has keys of its own. */
    default List<Secret> webhookKeys() {
        return List.of();
    }

    /** The same, signing by these keys. Empty where it has keys of its own. */
    default Optional<Psa> signingBy(List<Secret> keys) {
        return Optional.empty();
    }

    /** The PSAs that we know. */
    enum Kind {
        CONNECTWISE,
        AUTOTASK;

        /** As it stands in addresses, files and the database. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Kind> ofKey(String key) {
            return Arrays.stream(values())
                    .filter(kind -> kind.key().equals(key))
                    .findFirst();
        }
    }

    /**
     * ConnectWise PSA.
     *
     * @param apiRoot where its interface is called
     * @param company the login company
     * @param apiMember the identifier of our own API member
     * @param mobileTypes its names of communication types that are mobiles
     * @param onPremises present where it stands in the MSP's own network
     */
    record ConnectWise(
            URI apiRoot,
            String company,
            String apiMember,
            Set<String> mobileTypes,
            @Nullable OnPremises onPremises,
            Secret publicKey,
            Secret privateKey,
            Secret clientId)
            implements Psa {
        public ConnectWise {
            mobileTypes = Set.copyOf(mobileTypes);
        }

        @Override
        public boolean provesWhoLooks() {
            return true;
        }

        @Override
        public Kind kind() {
            return Kind.CONNECTWISE;
        }

        @Override
        public URI asked() {
            return apiRoot;
        }

        @Override
        public boolean isSameAs(Psa other) {
            return other instanceof ConnectWise there
                    && company.equalsIgnoreCase(there.company)
                    && Objects.equals(onPremisesOrigin(), there.onPremisesOrigin());
        }

        private @Nullable URI onPremisesOrigin() {
            return onPremises == null ? null : onPremises.origin();
        }
    }

    /**
     * A PSA that is not in its vendor's cloud.
     *
     * @param origin the one https origin that may resolve to a private address
     * @param privateCa certificates (PEM) that alone are trusted for it; absent where it has a public one
     */
    record OnPremises(URI origin, @Nullable String privateCa) {}

    /**
     * Datto Autotask PSA.
     *
     * @param zoneLookup where it is asked in which zone this database lives
     * @param userName the API user's generated name
     * @param integrationCode the tracking identifier of that user
     * @param webhookKeys by which its webhooks are signed; several while one is being replaced
     */
    record Autotask(URI zoneLookup, String userName, Secret secret, Secret integrationCode, List<Secret> webhookKeys)
            implements Psa {
        public Autotask {
            webhookKeys = List.copyOf(webhookKeys);
        }

        @Override
        public Kind kind() {
            return Kind.AUTOTASK;
        }

        @Override
        public URI asked() {
            return zoneLookup;
        }

        @Override
        public Optional<Psa> signingBy(List<Secret> keys) {
            return Optional.of(new Autotask(zoneLookup, userName, secret, integrationCode, keys));
        }

        /** Nothing in the settings names the database but whom it knows: another API user may be one of another database. */
        @Override
        public boolean isSameAs(Psa other) {
            return other instanceof Autotask there
                    && userName.equalsIgnoreCase(there.userName)
                    && zoneLookup.equals(there.zoneLookup);
        }
    }
}
