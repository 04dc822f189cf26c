package io.countersign.app.edge;

import io.countersign.app.console.ConsoleSessions;
import io.countersign.app.installation.ApiKeys;
import io.countersign.app.pod.PodSessions;
import io.github.bucket4j.TimeMeter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Who may call what. Whatever is not named here is refused. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ApiRates.Settings.class, ClaimRates.Settings.class})
class Security {
    @Bean
    ApiRates apiRates(ApiRates.Settings settings) {
        return new ApiRates(settings, TimeMeter.SYSTEM_NANOTIME);
    }

    @Bean
    ClaimRates claimRates(ClaimRates.Settings settings) {
        return new ClaimRates(settings, TimeMeter.SYSTEM_NANOTIME);
    }

    /** A timer for each filter of each request would cost more than what most of them do. */
    @Bean
    SecurityObservationSettings noTimersInTheChain() {
        return SecurityObservationSettings.noObservations();
    }

    /** Health and figures, on the operator's port only: the public port does not know these addresses. */
    @Bean
    @Order(0)
    SecurityWebFilterChain operator(ServerHttpSecurity http) {
        return plain(http)
                .securityMatcher(EndpointRequest.to("health", "prometheus"))
                .authorizeExchange(all -> all.anyExchange().permitAll())
                .build();
    }

    /** Before the open addresses: an address of the console's own must not be taken for that of an installation's page. */
    @Bean
    @Order(1)
    SecurityWebFilterChain console(ServerHttpSecurity http, ConsoleSessions sessions, Scheduler handlerScheduler) {
        return bearer(http, "/console/api/**", sessions::session, handlerScheduler);
    }

    @Bean
    @Order(2)
    SecurityWebFilterChain withoutCredentials(ServerHttpSecurity http) {
        return plain(http)
                .securityMatcher(ServerWebExchangeMatchers.pathMatchers(
                        "/webhooks/**",
                        "/twilio/**",
                        "/confirm/**",
                        "/confirm.css",
                        "/api/v1/openapi.json",
                        "/pod/connectwise/*",
                        "/pod/autotask/*",
                        "/sign-in",
                        "/sign-in/callback",
                        "/sign-in/session",
                        "/sign-in/*.js",
                        "/setup",
                        "/console/*/staff",
                        "/console/*/waiting",
                        "/console/*.js",
                        "/console/*.css",
                        "/pod/*.js",
                        "/pod/*.css",
                        "/pod/api/session",
                        "/webjars/**",
                        "/favicon.ico"))
                .authorizeExchange(all -> all.anyExchange().permitAll())
                // a page says itself who may frame it, and a static file how long it may be kept
                .headers(headers -> headers.frameOptions(ServerHttpSecurity.HeaderSpec.FrameOptionsSpec::disable)
                        .cache(ServerHttpSecurity.HeaderSpec.CacheSpec::disable))
                .build();
    }

    @Bean
    @Order(3)
    SecurityWebFilterChain api(ServerHttpSecurity http, ApiKeys keys, ApiRates rates, Scheduler handlerScheduler) {
        return bearer(http, "/api/v1/**", token -> keys.caller(token).map(rates::count), handlerScheduler);
    }

    @Bean
    @Order(4)
    SecurityWebFilterChain pod(ServerHttpSecurity http, PodSessions sessions, Scheduler handlerScheduler) {
        return bearer(http, "/pod/api/**", sessions::session, handlerScheduler);
    }

    @Bean
    @Order(5)
    SecurityWebFilterChain nothingElse(ServerHttpSecurity http) {
        return plain(http)
                .authorizeExchange(all -> all.anyExchange().denyAll())
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint((exchange, e) -> Mono.error(Problem.notFound()))
                                .accessDeniedHandler((exchange, e) -> Mono.error(Problem.notFound())))
                .build();
    }

    private static ServerHttpSecurity plain(ServerHttpSecurity http) {
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance());
    }

    private static <P> SecurityWebFilterChain bearer(
            ServerHttpSecurity http, String paths, Function<String, Optional<P>> holder, Scheduler threads) {
        ReactiveAuthenticationManager manager =
                token -> Mono.fromCallable(() -> holder.apply(String.valueOf(token.getCredentials())))
                        .subscribeOn(threads)
                        .flatMap(found -> found.<Mono<Authentication>>map(principal -> Mono.just(new Bearer(principal)))
                                .orElseGet(() -> Mono.error(new BadCredentialsException("unknown bearer"))));
        var filter = new AuthenticationWebFilter(manager);
        filter.setServerAuthenticationConverter(token());
        filter.setSecurityContextRepository(NoOpServerSecurityContextRepository.getInstance());
        filter.setAuthenticationFailureHandler((exchange, e) -> Mono.error(unauthorized()));
        return plain(http)
                .securityMatcher(new PathPatternParserServerWebExchangeMatcher(paths))
                .addFilterAt(filter, SecurityWebFiltersOrder.AUTHENTICATION)
                .authorizeExchange(all -> all.anyExchange().authenticated())
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint((exchange, e) -> Mono.error(unauthorized())))
                .build();
    }

    private static Problem unauthorized() {
        return new Problem(401, "unauthorized", "A valid bearer token is needed.");
    }

    private static ServerAuthenticationConverter token() {
        return exchange -> Mono.justOrEmpty(exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(header -> new Unproved(header.substring(7).strip()));
    }

    /** A token that nobody has looked at. */
    private static final class Unproved extends AbstractAuthenticationToken {
        private final String token;

        Unproved(String token) {
            super(List.of());
            this.token = token;
        }

        @Override
        public Object getCredentials() {
            return token;
        }

        @Override
        public Object getPrincipal() {
            return "unproved";
        }
    }

    /** The holder of a good token. */
    private static final class Bearer extends AbstractAuthenticationToken {
        private final transient Object holder;

        Bearer(Object holder) {
            super(List.of());
            this.holder = holder;
            setAuthenticated(true);
        }

        @Override
        public Object getCredentials() {
            return "";
        }

        @Override
        public Object getPrincipal() {
            return holder;
        }
    }
}
