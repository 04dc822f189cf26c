package io.countersign.app.edge;

import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** What no request may be, whoever sends it and whatever it asks for. Decided on the head, before anything else looks at it. */
@Configuration(proxyBeanMethods = false)
class Bounds {
    /** As {@code spring.http.codecs.max-in-memory-size}, which also stops a body that does not say how long it is. */
    private static final long LONGEST_BODY = 256 * 1024;

    private static final int LONGEST_TARGET = 2_000;

    @Bean
    WebFilter bounded() {
        return new Bounded();
    }

    /** Spring Security answers a path that it does not trust with a bare 400; ours says why. */
    @Bean
    ServerExchangeRejectedHandler rejectedExchanges() {
        return (exchange, rejected) -> Mono.error(unreadableHead());
    }

    static Problem unreadableHead() {
        return new Problem(
                HttpStatus.BAD_REQUEST.value(),
                "unreadable",
                "The path, the query or a header holds characters that do not belong there.");
    }

    @Order(Ordered.HIGHEST_PRECEDENCE)
    private static final class Bounded implements WebFilter {
        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            var request = exchange.getRequest();
            if (request.getHeaders().getContentLength() > LONGEST_BODY) {
                return Mono.error(Problems.tooLarge());
            }
            if (target(request).length() > LONGEST_TARGET) {
                return Mono.error(new Problem(414, "too-long", "The path and the query are too long."));
            }
            return readable(request) ? chain.filter(exchange) : Mono.error(unreadableHead());
        }

        private static String target(ServerHttpRequest request) {
            String query = request.getURI().getRawQuery();
            return request.getURI().getRawPath() + (query == null ? "" : query);
        }

        /** Neither a database nor a log takes a NUL, and nothing of ours is named with a control character. */
        private static boolean readable(ServerHttpRequest request) {
            try {
                return UriUtils.decode(target(request), StandardCharsets.UTF_8)
                        .chars()
                        .noneMatch(Character::isISOControl);
            } catch (IllegalArgumentException notEncoded) {
                return false;
            }
        }
    }
}
