package io.countersign.app.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.countersign.trial.Connector;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

class EdgeTest {
    private final Connector connector = Connector.running();

    @Test
    void no_handler_touches_the_database_on_a_thread_that_moves_bytes() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        var log = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
        var threads = new ConcurrentLinkedQueue<String>();
        var statements = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent statement) {
                threads.add(Thread.currentThread().getName());
            }
        };
        statements.setContext(log.getLoggerContext());
        statements.start();
        log.setLevel(Level.DEBUG);
        log.setAdditive(false);
        log.addAppender(statements);
        try {
            connector.get("/api/v1/tickets/" + person.ticket() + "/options");
            connector.get("/api/v1/verifications/" + id);
            connector.post("/api/v1/verifications/" + id + "/deny", null);
            connector.get("/api/v1/accounts");
            connector.get("/api/v1/customers");
            connector.get("/api/v1/events");
            connector.get("/api/v1/work");
            connector.get("/api/v1/policy");
            connector.call("POST", "/webhooks/connectwise/AAAAAAAAAAAAAAAAAAAAAA", "{}", Map.of());
            connector.call("GET", "/pod/connectwise/AAAAAAAAAAAAAAAAAAAAAA?id=1&screen=1", null, Map.of());
        } finally {
            log.detachAppender(statements);
            log.setAdditive(true);
            log.setLevel(null);
        }
        assertThat(threads).anyMatch(name -> name.startsWith("handler-"));
        assertThat(threads)
                .noneMatch(name -> name.startsWith("reactor-") || name.contains("-nio-") || name.contains("epoll"));
    }

    @Test
    void every_answer_forbids_sniffing_and_keeping() {
        for (String path : List.of("/api/v1/policy", "/api/v1/nothing", "/nothing")) {
            var answer = connector.get(path);
            assertThat(answer.headers().get("x-content-type-options")).as(path).containsExactly("nosniff");
            assertThat(answer.headers().get("cache-control")).as(path).isNotEmpty();
            assertThat(answer.headers().get("x-frame-options")).as(path).containsExactly("DENY");
            assertThat(answer.headers()).as(path).doesNotContainKeys("server", "x-powered-by", "set-cookie");
        }
    }

    @Test
    void the_operators_addresses_are_not_on_the_public_port() {
        for (String path : List.of("/actuator", "/actuator/health", "/actuator/prometheus", "/actuator/env")) {
            assertThat(connector.call("GET", path, null, Map.of()).status()).isEqualTo(404);
        }
    }

    @Test
    void a_head_that_is_no_HTTP_is_refused_without_a_failure() throws IOException {
        for (String head : List.of(
                "GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /api/v1/a\u0001b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /api/v1/policy HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\nConnection: close\r\n\r\n",
                "GET /" + "z".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /api/v1/policy HTTP/1.1\r\nHost: x\r\nIdempotency-Key: \u0007\r\nConnection: close\r\n\r\n",
                "POST /api/v1/policy HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\nConnection: close\r\n\r\n",
                "POST /api/v1/policy HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
                "NONSENSE\r\n\r\n")) {
            String answer = raw(head);
            assertThat(answer)
                    .as(head.substring(0, Math.min(60, head.length())))
                    .matches("(?s)HTTP/1.1 4[0-9][0-9] .*");
        }
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), connector.world().connector().getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
