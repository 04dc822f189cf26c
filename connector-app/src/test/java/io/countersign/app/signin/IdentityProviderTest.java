package io.countersign.app.signin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.countersign.app.secrets.Secret;
import io.countersign.app.signin.IdentityProvider.NotVouchedFor;
import io.countersign.app.signin.IdentityProvider.Question;
import io.countersign.app.signin.IdentityProvider.Silent;
import io.countersign.psa.HttpClients;
import io.countersign.psa.OutsideOrigins;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What an identity provider may answer instead of vouching for somebody. */
class IdentityProviderTest {
    private static final Question QUESTION = new Question("state", "nonce", "verifier", false, false);

    private final HttpClients clients = new HttpClients();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private URI issuer;
    private int status = 200;
    private String type = "application/json";
    private String answer = "{}";

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        answers(
                "/.well-known/openid-configuration",
                () -> JsonMapper.shared()
                        .writeValueAsString(Map.of(
                                "issuer",
                                issuer.toString(),
                                "authorization_endpoint",
                                issuer + "/authorize",
                                "token_endpoint",
                                issuer + "/token",
                                "jwks_uri",
                                issuer + "/keys",
                                "response_types_supported",
                                new String[] {"code"},
                                "subject_types_supported",
                                new String[] {"public"},
                                "id_token_signing_alg_values_supported",
                                new String[] {"RS256"})));
        server.createContext("/token", exchange -> {
            asked.incrementAndGet();
            byte[] bytes = answer.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    private interface Text {
        String now();
    }

    private void answers(String path, Text text) {
        server.createContext(path, exchange -> {
            byte[] bytes = text.now().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @AfterEach
    void end() {
        server.stop(0);
        clients.close();
    }

    private IdentityProvider provider() {
        return new IdentityProvider(
                new SignInSettings.Provider(issuer, "countersign", new Secret("made-up-secret"), true),
                new OutsideOrigins(Set.of(issuer)),
                URI.create("https://verify.msp.example/sign-in/callback"),
                clients);
    }

    @Test
    void a_provider_that_fails_is_silent_however_it_says_so() {
        for (String said : new String[] {"<html>down</html>", "{\"error\":\"server_error\"}"}) {
            status = 503;
            type = said.startsWith("<") ? "text/html" : "application/json";
            answer = said;

            assertThatThrownBy(() -> provider().redeem(QUESTION, "code")).isInstanceOf(Silent.class);
        }
        assertThat(asked).as("a code is brought once, not again").hasValue(2);
    }

    @Test
    void a_code_that_is_refused_vouches_for_nobody_and_nothing_of_the_answer_is_repeated() {
        status = 400;
        answer = "{\"error\":\"invalid_grant\",\"error_description\":\"code XYZ-123 of jdoe\"}";

        assertThatThrownBy(() -> provider().redeem(QUESTION, "code"))
                .isInstanceOf(NotVouchedFor.class)
                .hasNoCause()
                .message()
                .doesNotContain("XYZ", "jdoe");
    }

    @Test
    void a_token_that_is_none_vouches_for_nobody() {
        answer = "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"not.a.token\"}";

        assertThatThrownBy(() -> provider().redeem(QUESTION, "code")).isInstanceOf(NotVouchedFor.class);
    }

    @Test
    void a_provider_that_cannot_describe_itself_is_asked_once_by_many_and_then_left_alone() throws Exception {
        server.removeContext("/.well-known/openid-configuration");
        var described = new AtomicInteger();
        answers("/.well-known/openid-configuration", () -> {
            described.incrementAndGet();
            return "{}";
        });
        var provider = provider();
        var refused = new AtomicInteger();

        try (var people = java.util.concurrent.Executors.newFixedThreadPool(10)) {
            for (int i = 0; i < 10; i++) {
                people.execute(() -> {
                    try {
                        provider.ask(QUESTION);
                    } catch (Silent e) {
                        refused.incrementAndGet();
                    }
                });
            }
        }

        assertThat(refused).hasValue(10);
        assertThat(described).hasValue(1);
    }

    @Test
    void an_issuer_by_plain_http_that_nobody_listed_is_not_asked() {
        var strict = new IdentityProvider(
                new SignInSettings.Provider(issuer, "countersign", new Secret("made-up-secret"), true),
                new OutsideOrigins(Set.of()),
                URI.create("https://verify.msp.example/sign-in/callback"),
                clients);

        assertThatThrownBy(() -> strict.ask(QUESTION)).isInstanceOf(Silent.class);
    }
}
