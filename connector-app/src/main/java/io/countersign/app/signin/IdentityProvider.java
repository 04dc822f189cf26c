package io.countersign.app.signin;

import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import io.countersign.app.staff.Person;
import io.countersign.app.words.PlainText;
import io.countersign.psa.BoundedAnswer;
import io.countersign.psa.HttpClients;
import io.countersign.psa.Origin;
import io.countersign.psa.OutsideOrigins;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * The MSP's identity provider, asked who somebody is. The protocol is Spring Security's: state, nonce and PKCE, the token's signature, issuer, audience and times. Ours is
 * that only the configured issuer counts, where its addresses may lie, and how long and how much is waited for.
 */
public final class IdentityProvider {
    /** Somebody waits in front of a page. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration DESCRIPTION_HOLDS = Duration.ofHours(1);
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_SUBJECT = 255;

    /** For those who change what others may do: a screen that was left alone does not sign in by itself. */
    private static final Duration LATELY = Duration.ofMinutes(15);

    private static final Duration LEFT_ALONE = Duration.ofSeconds(2);

    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    /** Signatures that prove who signed; those by a shared secret prove it to nobody else. */
    private static final List<SignatureAlgorithm> SIGNATURES = List.of(
            SignatureAlgorithm.RS256,
            SignatureAlgorithm.RS384,
            SignatureAlgorithm.RS512,
            SignatureAlgorithm.PS256,
            SignatureAlgorithm.PS384,
            SignatureAlgorithm.PS512,
            SignatureAlgorithm.ES256,
            SignatureAlgorithm.ES384,
            SignatureAlgorithm.ES512);

    private final SignInSettings.@Nullable Provider settings;
    private final OutsideOrigins outside;
    private final URI comeBack;
    private final RestClient http;
    private final RestClient tokens;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile Instant silentUntil = Instant.EPOCH;

    /**
     * A provider as it is configured.
     *
     * @param settings null where there is none
     * @param comeBack the address of ours to which the provider sends people back; it has to be registered there
     */
    public IdentityProvider(
            SignInSettings.@Nullable Provider settings, OutsideOrigins outside, URI comeBack, HttpClients clients) {
        this.settings = settings;
        this.outside = outside;
        this.comeBack = comeBack;
        var requests = new JdkClientHttpRequestFactory(clients.of(null));
        requests.setReadTimeout(READ_TIMEOUT);
        requests.enableCompression(false);
        var builder = RestClient.builder()
                .requestFactory(requests)
                .requestInterceptor((request, body, execution) -> new BoundedAnswer(execution.execute(request, body)));
        this.http = builder.clone().build();
        this.tokens = builder.clone()
                .configureMessageConverters(converters -> converters
                        .registerDefaults()
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build();
    }

    /**
     * What is asked, and what its answer is checked against. Known to this server only.
     *
     * @param silent whether the provider is asked not to show itself
     * @param lately whether only somebody will do who proved within {@link #LATELY} who they are
     */
    public record Question(String state, String nonce, String verifier, boolean silent, boolean lately) {
        @Override
        public String toString() {
            return "Question[••••••]";
        }
    }

    /** The provider did not answer, or not so that it can be understood. The same may be asked again. */
    public static final class Silent extends Exception {
        private static final long serialVersionUID = 1;

        Silent(String sentence) {
            super(sentence);
        }
    }

    /** The provider does not vouch for anybody here, or what came back is not its answer to our question. To be begun anew. */
    public static final class NotVouchedFor extends Exception {
        private static final long serialVersionUID = 1;

        NotVouchedFor(String sentence) {
            super(sentence);
        }
    }

    /** The provider knows who it is, and they proved it too long ago for what they came for. Asked to show itself, it may ask them again. */
    public static final class LongAgo extends Exception {
        private static final long serialVersionUID = 1;

        LongAgo() {
            super("whoever came back proved long ago who they are");
        }
    }

    /** Whether anybody can sign in at all. */
    public boolean configured() {
        return settings != null;
    }

    /** Asks the provider to describe itself, now. */
    public void look() throws Silent {
        known = read();
    }

    /** Where to send somebody who is to say who they are. */
    public URI ask(Question question) throws Silent {
        return URI.create(request(known().registration, question).getAuthorizationRequestUri());
    }

    /**
     * Who came back. The code works once, whoever brings it.
     *
     * @param code as it came back with the state of {@code question}
     * @throws LongAgo where they proved it too long ago, or where it is not known; OpenID Connect Core 2 has the provider say when where it is asked for a greatest age, and some
     *     do not
     */
    public Person redeem(Question question, String code) throws Silent, NotVouchedFor, LongAgo {
        var provider = known();
        var answer = OAuth2AuthorizationResponse.success(code)
                .redirectUri(comeBack.toString())
                .state(question.state())
                .build();
        var exchange = new OAuth2AuthorizationExchange(request(provider.registration, question), answer);
        try {
            var proved = (OAuth2LoginAuthenticationToken)
                    provider.protocol.authenticate(new OAuth2LoginAuthenticationToken(provider.registration, exchange));
            if (proved == null || !(proved.getPrincipal() instanceof DefaultOidcUser user)) {
                throw new NotVouchedFor("the identity provider's answer holds no identity");
            }
            if (question.lately()) {
                notLongAgo(user, question);
            }
            return person(provider.issuer, user);
        } catch (AuthenticationException e) {
            if (ofSilence(e)) {
                throw new Silent("the identity provider does not answer");
            }
            // its message may repeat what was sent
            throw new NotVouchedFor("the identity provider's answer does not fit our question");
        }
    }

    /** One that was asked not to show itself and says no time may know them since the morning; one that was told to ask them anew is believed to have done so. */
    private void notLongAgo(DefaultOidcUser user, Question question) throws NotVouchedFor, LongAgo {
        Instant proved;
        try {
            proved = user.getAuthenticatedAt();
        } catch (IllegalArgumentException notATime) {
            throw new NotVouchedFor("the identity provider does not say when so that it can be understood");
        }
        boolean lately = proved == null
                ? !question.silent() || !asksAgain()
                : !proved.isBefore(Instant.now().minus(LATELY).minus(CLOCKS_APART));
        if (!lately) {
            throw new LongAgo();
        }
    }

    private boolean asksAgain() {
        return settings != null && settings.asksAgain();
    }

    private static boolean ofSilence(@Nullable Throwable fault) {
        return fault != null && (fault instanceof RestClientException || ofSilence(fault.getCause()));
    }

    private static Person person(String issuer, DefaultOidcUser user) throws NotVouchedFor {
        String subject = user.getSubject();
        if (subject == null || subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
            throw new NotVouchedFor("the identity provider names nobody");
        }
        var email = Optional.ofNullable(user.getEmail())
                .map(String::strip)
                .filter(address -> !address.isEmpty() && address.length() <= LONGEST_SUBJECT)
                .filter(address -> !Boolean.FALSE.equals(user.getEmailVerified()));
        String name = Optional.ofNullable(user.getFullName())
                .or(() -> Optional.ofNullable(user.getPreferredUsername()))
                .map(String::strip)
                .filter(said -> !said.isEmpty())
                .or(() -> email)
                .orElse(subject);
        return new Person(issuer, subject, PlainText.of(name, LONGEST_NAME), email);
    }

    private OAuth2AuthorizationRequest request(ClientRegistration registration, Question question) {
        var parameters = new java.util.LinkedHashMap<String, Object>();
        parameters.put(OidcParameterNames.NONCE, SignIns.challenge(question.nonce()));
        parameters.put(PkceParameterNames.CODE_CHALLENGE, SignIns.challenge(question.verifier()));
        parameters.put(PkceParameterNames.CODE_CHALLENGE_METHOD, "S256");
        if (question.silent()) {
            parameters.put("prompt", "none");
        }
        if (question.lately()) {
            parameters.put("max_age", LATELY.toSeconds());
            if (!question.silent() && asksAgain()) {
                parameters.put("prompt", "login");
            }
        }
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(allowed(registration.getProviderDetails().getAuthorizationUri()))
                .clientId(registration.getClientId())
                .redirectUri(comeBack.toString())
                .scopes(registration.getScopes())
                .state(question.state())
                .attributes(attributes -> attributes.putAll(Map.of(
                        OAuth2ParameterNames.REGISTRATION_ID,
                        registration.getRegistrationId(),
                        OidcParameterNames.NONCE,
                        question.nonce(),
                        PkceParameterNames.CODE_VERIFIER,
                        question.verifier())))
                .additionalParameters(parameters)
                .build();
    }

    // ---- what the provider says of itself ----

    private record Known(
            Instant until,
            String issuer,
            ClientRegistration registration,
            OidcAuthorizationCodeAuthenticationProvider protocol) {}

    /** Anybody may begin to sign in, so a provider is asked for its description by one of them at a time, and left alone for a moment where it does not answer. */
    private Known known() throws Silent {
        var one = known;
        if (one != null && Instant.now().isBefore(one.until)) {
            return one;
        }
        if (!mayRead(one == null)) {
            if (one == null) {
                throw new Silent("the identity provider does not answer");
            }
            return one;
        }
        try {
            one = known;
            if (one == null || Instant.now().isAfter(one.until)) {
                if (Instant.now().isBefore(silentUntil)) {
                    throw new Silent("the identity provider did not answer just now");
                }
                one = readOrLeaveAlone();
            }
            return one;
        } finally {
            reading.unlock();
        }
    }

    private Known readOrLeaveAlone() throws Silent {
        try {
            var one = read();
            known = one;
            return one;
        } catch (Silent e) {
            silentUntil = Instant.now().plus(LEFT_ALONE);
            throw e;
        }
    }

    /** Whoever can do with what was said before does not wait for another one who asks. */
    private boolean mayRead(boolean wait) {
        try {
            return wait ? reading.tryLock(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS) : reading.tryLock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Known read() throws Silent {
        var provider = settings;
        if (provider == null) {
            throw new Silent("no identity provider is configured");
        }
        String issuer = provider.issuer().toString();
        try {
            Map<String, Object> description = http.get()
                    .uri(allowed(issuer) + (issuer.endsWith("/") ? DISCOVERY.substring(1) : DISCOVERY))
                    .retrieve()
                    .body(new ParameterizedTypeReference<>() {});
            if (description == null || !issuer.equals(description.get("issuer"))) {
                throw new Silent("the identity provider names itself another issuer than countersign.sign-in.issuer");
            }
            var registration = ClientRegistrations.fromOidcConfiguration(description)
                    .registrationId("identity-provider")
                    .clientId(provider.clientId())
                    .clientSecret(provider.clientSecret().value())
                    .redirectUri(comeBack.toString())
                    .scope(Set.of(OidcScopes.OPENID, OidcScopes.PROFILE, OidcScopes.EMAIL))
                    .build();
            allowed(registration.getProviderDetails().getAuthorizationUri());
            allowed(registration.getProviderDetails().getTokenUri());
            return new Known(Instant.now().plus(DESCRIPTION_HOLDS), issuer, registration, protocol(registration));
        } catch (RestClientException | IllegalArgumentException | MalformedURLException e) {
            throw new Silent("the identity provider does not describe itself as OpenID Connect has it");
        }
    }

    private OidcAuthorizationCodeAuthenticationProvider protocol(ClientRegistration registration)
            throws MalformedURLException {
        var redeem = new RestClientAuthorizationCodeTokenResponseClient();
        redeem.setRestClient(tokens);
        var protocol = new OidcAuthorizationCodeAuthenticationProvider(
                // the token says who it is; the provider is asked for nothing more
                redeem, request -> new DefaultOidcUser(List.of(), request.getIdToken()));
        var decoder = decoder(registration);
        protocol.setJwtDecoderFactory(same -> decoder);
        return protocol;
    }

    private JwtDecoder decoder(ClientRegistration registration) throws MalformedURLException {
        String keys = allowed(registration.getProviderDetails().getJwkSetUri());
        var source = JWKSourceBuilder.<SecurityContext>create(URI.create(keys).toURL(), address -> {
                    try {
                        String set = http.get().uri(keys).retrieve().body(String.class);
                        return new Resource(set == null ? "" : set, "application/json");
                    } catch (RestClientException e) {
                        throw new IOException("the keys cannot be fetched", e);
                    }
                })
                .retrying(false)
                .refreshAheadCache(false)
                .build();
        var decoder = NimbusJwtDecoder.withJwkSource(source)
                .jwsAlgorithms(algorithms -> {
                    algorithms.clear();
                    algorithms.addAll(SIGNATURES);
                })
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(), new OidcIdTokenValidator(registration)));
        return decoder;
    }

    private String allowed(@Nullable String address) {
        if (address == null) {
            throw new IllegalArgumentException("an address of the identity provider is missing");
        }
        var origin = Origin.of(URI.create(address));
        if (!origin.isHttps() && !outside.accept(origin)) {
            throw new IllegalArgumentException("an address of the identity provider does not begin with https");
        }
        return address;
    }
}
