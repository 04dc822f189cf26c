package io.countersign.trial;

import com.nimbusds.oauth2.sdk.TokenRequest;
import io.countersign.app.signin.SignInSettings;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;

/** The MSP's identity provider, played: who comes is J. Doe, unless somebody else was announced, and nobody is asked for a password. */
public final class PlayedIdentityProvider implements AutoCloseable {
    static final String CLIENT_SECRET = "sandbox-sign-in-secret";

    private static final String ISSUER = "msp";
    private static final long AN_HOUR = 3600;

    private final MockOAuth2Server server;

    /** Starts on a free port of this machine. */
    PlayedIdentityProvider() {
        var config = new OAuth2Config(
                false, null, null, false, new OAuth2TokenProvider(), Set.of(is("jdoe", "J. Doe", "jdoe@msp.example")));
        this.server = new MockOAuth2Server(config);
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    /** What {@link SignInSettings} is told. */
    Map<String, String> properties() {
        return Map.of(
                "countersign.sign-in.issuer",
                issuer().toString(),
                "countersign.sign-in.client-id",
                "countersign",
                "countersign.sign-in.client-secret",
                CLIENT_SECRET,
                // it would show a page of its own, on which anybody is whoever they say
                "countersign.sign-in.asks-again",
                "false");
    }

    public URI issuer() {
        return server.issuerUrl(ISSUER).uri();
    }

    /** Whoever comes next is this person. */
    public void next(String subject, String name, String email) {
        server.enqueueCallback(is(subject, name, email));
    }

    /** Whoever comes next brings a token that says this instead of what it should. */
    public void nextWith(String subject, Map<String, Object> claims) {
        server.enqueueCallback(new DefaultOAuth2TokenCallback(ISSUER, subject, "JWT", null, claims, AN_HOUR));
    }

    /** The next token that is asked for is answered with a failure of the provider itself. */
    public void failsNext() {
        server.enqueueCallback(new DefaultOAuth2TokenCallback(ISSUER) {
            @Override
            public Map<String, Object> addClaims(TokenRequest request) {
                throw new IllegalStateException("the provider fails");
            }
        });
    }

    private static DefaultOAuth2TokenCallback is(String subject, String name, String email) {
        return new DefaultOAuth2TokenCallback(
                ISSUER, subject, "JWT", null, Map.of("name", name, "email", email), AN_HOUR);
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
