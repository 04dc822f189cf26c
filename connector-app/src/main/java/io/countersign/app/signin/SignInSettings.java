package io.countersign.app.signin;

import io.countersign.app.secrets.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The MSP's identity provider. All of it or nothing: without it nobody signs in.
 *
 * @param issuer exactly as the provider names itself in its tokens; whoever another issuer vouches for is nobody here
 * @param clientId under which the provider knows this connector
 * @param clientSecretFile a file with the secret that goes with it
 * @param clientSecret the same, where secrets come in the environment; one of the two
 * @param asksAgain whether the provider can be told to ask somebody anew whom it knows ({@code prompt=login}), as OpenID Connect has it; false for one that refuses that
 */
@ConfigurationProperties("countersign.sign-in")
public record SignInSettings(
        @Nullable URI issuer,
        @Nullable String clientId,
        @Nullable Path clientSecretFile,
        @Nullable Secret clientSecret,
        @DefaultValue("true") boolean asksAgain) {

    /** Refuses what is only half set, with one sentence for the operator. */
    public SignInSettings {
        boolean some = issuer != null || clientId != null || clientSecretFile != null || clientSecret != null;
        if (some && (issuer == null || clientId == null || (clientSecret == null) == (clientSecretFile == null))) {
            throw new IllegalArgumentException(
                    "countersign.sign-in wants issuer, client-id and one of client-secret-file and client-secret, or none of them");
        }
        if (issuer != null && (issuer.getHost() == null || issuer.getRawQuery() != null)) {
            throw new IllegalArgumentException(
                    "countersign.sign-in.issuer wants the address by which the identity provider names itself");
        }
        if (clientSecretFile != null && !Files.isReadable(clientSecretFile)) {
            throw new IllegalArgumentException(
                    "countersign.sign-in.client-secret-file names a file that cannot be read");
        }
    }

    /** What is set, whole. */
    public record Provider(URI issuer, String clientId, Secret clientSecret, boolean asksAgain) {}

    /** Empty where nothing is set. */
    public Optional<Provider> provider() {
        return issuer == null || clientId == null
                ? Optional.empty()
                : Optional.of(new Provider(issuer, clientId, secret(clientSecret, clientSecretFile), asksAgain));
    }

    private static Secret secret(@Nullable Secret text, @Nullable Path file) {
        try {
            return text != null || file == null
                    ? Objects.requireNonNull(text)
                    : new Secret(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("countersign.sign-in.client-secret-file cannot be read", e);
        }
    }
}
