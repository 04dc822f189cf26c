package io.countersign.app.signin;

import io.countersign.app.secrets.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The MSP's identity provider. All of it or nothing: without it nobody signs in.
 *
 * @param issuer exactly as the provider names itself in its tokens; whoever another issuer vouches for is nobody here
 * @param clientId under which the provider knows this connector
 * @param clientSecretFile a file with the secret that goes with it
 * @param clientSecret the same, where secrets come in the environment; one of the two
 */
@ConfigurationProperties("countersign.sign-in")
public record SignInSettings(
        @Nullable URI issuer,
        @Nullable String clientId,
        @Nullable Path clientSecretFile,
        @Nullable Secret clientSecret) {

    /** What is set, whole. */
    public record Provider(URI issuer, String clientId, Secret clientSecret) {}

    /**
     * Empty where nothing is set.
     *
     * @throws IllegalArgumentException with one sentence for the operator when only a part is set or the file cannot be read
     */
    public Optional<Provider> provider() {
        boolean none = issuer == null && clientId == null && clientSecretFile == null && clientSecret == null;
        if (none) {
            return Optional.empty();
        }
        if (issuer == null || clientId == null || clientId.isBlank()) {
            throw new IllegalArgumentException(
                    "countersign.sign-in wants issuer, client-id and one of client-secret-file and client-secret, or none of them.");
        }
        return Optional.of(new Provider(issuer, clientId, secret()));
    }

    private Secret secret() {
        if ((clientSecret == null) == (clientSecretFile == null)) {
            throw new IllegalArgumentException(
                    "countersign.sign-in wants exactly one of client-secret-file and client-secret.");
        }
        if (clientSecret != null) {
            return clientSecret;
        }
        try {
            return new Secret(
                    Files.readString(Optional.ofNullable(clientSecretFile).orElseThrow())
                            .strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "countersign.sign-in.client-secret-file names a file that cannot be read or is empty.", e);
        }
    }
}
