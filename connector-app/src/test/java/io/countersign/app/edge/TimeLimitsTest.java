package io.countersign.app.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import reactor.core.publisher.Mono;

/** A caller who sends slowly, or stops sending, does not keep a connection. */
class TimeLimitsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(5);

    private static WebServer server(Duration head, Duration body) {
        var factory = new NettyReactiveWebServerFactory(0);
        new TimeLimits().timeLimited(new TimeLimits.Settings(head, body)).customize(factory);
        var server = factory.getWebServer((request, response) -> request.getBody()
                .doOnNext(org.springframework.core.io.buffer.DataBufferUtils::release)
                .then()
                .onErrorResume(slow -> {
                    response.setRawStatusCode(408);
                    return Mono.empty();
                })
                .then(Mono.defer(response::setComplete)));
        server.start();
        return server;
    }

    private static String sent(WebServer server, String text) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            // a limit that does not work shows as this
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } finally {
            server.stop();
        }
    }

    @Test
    void a_head_that_does_not_end_ends_the_connection() throws IOException {
        assertThat(sent(server(SHORT, LONG), "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "))
                .isEmpty();
    }

    @Test
    void a_second_head_on_the_same_connection_may_not_take_longer() throws IOException {
        var server = server(SHORT, LONG);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            byte[] first = socket.getInputStream().readNBytes("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".length());
            assertThat(new String(first, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 200 OK");
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void a_body_that_does_not_end_is_answered_408() throws IOException {
        assertThat(sent(server(LONG, SHORT), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"))
                .startsWith("HTTP/1.1 408");
    }

    @Test
    void a_limit_of_nothing_stops_the_start() {
        assertThatThrownBy(() -> new TimeLimits.Settings(Duration.ZERO, LONG))
                .hasMessageContaining("countersign.http.head");
    }
}
