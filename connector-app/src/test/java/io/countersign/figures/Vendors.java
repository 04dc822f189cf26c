package io.countersign.figures;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * A PSA and Twilio, as cheap as they can be played: every ticket exists, its contact has the ticket's number, and every answer takes the same known time. Says when a
 * text or a note arrived, and how long it made the connector wait on the way there.
 */
final class Vendors implements AutoCloseable {
    private static final Pattern MESSAGES = Pattern.compile("/2010-04-01/Accounts/[A-Za-z0-9]+/Messages\\.json");
    private static final Pattern CODE = Pattern.compile("(?<![0-9])[0-9]{6}(?![0-9])");

    private final HttpServer server;
    private final PlayedPsa psa;
    private final Duration answering;
    private final JsonMapper json = JsonMapper.shared();
    private final AtomicLong ids = new AtomicLong(1);
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
    private final Map<Long, Waited> waited = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Text>> texts = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<Long>> notes = new ConcurrentHashMap<>();

    /** A text that was handed over, and the nanosecond at which it arrived. */
    record Text(String code, long arrived) {}

    /** How long reads for one ticket, its contact included, made the connector wait. */
    private record Waited(LongAdder nanos) {}

    private Vendors(HttpServer server, PlayedPsa psa, Duration answering) {
        this.server = server;
        this.psa = psa;
        this.answering = answering;
    }

    /** @param answering how long each answer takes */
    static Vendors begin(PlayedPsa psa, Duration answering) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var vendors = new Vendors(server, psa, answering);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", vendors::answer);
        server.start();
        return vendors;
    }

    URI origin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Completes when Twilio has taken a text to this number. */
    CompletableFuture<Text> textTo(String number) {
        return texts.computeIfAbsent(number, unseen -> new CompletableFuture<>());
    }

    /** Completes with the nanosecond of its arrival when the PSA has taken a note on this ticket. */
    CompletableFuture<Long> noteOn(long ticket) {
        return notes.computeIfAbsent(ticket, unseen -> new CompletableFuture<>());
    }

    long nanosWaitedFor(long ticket) {
        return waited(ticket).nanos().sum();
    }

    /** Calls by kind. */
    Map<String, Long> calls() {
        var counts = new TreeMap<String, Long>();
        calls.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    private Waited waited(long ticket) {
        return waited.computeIfAbsent(ticket, unseen -> new Waited(new LongAdder()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        long arrived = System.nanoTime();
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            var request = new PlayedPsa.Request(
                    exchange.getRequestMethod(), path, new String(body, StandardCharsets.UTF_8), origin());
            if (MESSAGES.matcher(path).matches() && request.isPost()) {
                var form = form(body);
                String text = form.getOrDefault("Body", "");
                send(exchange, "text", 201, message(text));
                var code = CODE.matcher(text);
                if (code.find()) {
                    textTo(form.getOrDefault("To", "")).complete(new Text(code.group(), arrived));
                }
                return;
            }
            var answer = psa.answer(request);
            if (answer == null) {
                send(exchange, "unknown", 404, Map.of("code", "NotFound", "message", "not played here"));
                return;
            }
            send(exchange, answer.kind(), answer.status(), answer.body());
            if (answer.readFor() > 0) {
                waited(answer.readFor()).nanos().add(System.nanoTime() - arrived);
            }
            if (answer.notedOn() > 0) {
                noteOn(answer.notedOn()).complete(arrived);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpExchange exchange, String kind, int status, Map<String, Object> answer)
            throws IOException, InterruptedException {
        calls.computeIfAbsent(kind, unseen -> new LongAdder()).increment();
        Thread.sleep(answering);
        byte[] bytes = json.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private Map<String, Object> message(String text) {
        return Map.of("sid", "SM%032x".formatted(ids.getAndIncrement()), "status", "accepted", "body", text);
    }

    private static Map<String, String> form(byte[] body) {
        var form = new TreeMap<String, String>();
        for (String field : new String(body, StandardCharsets.US_ASCII).split("&", -1)) {
            int equals = field.indexOf('=');
            form.put(
                    URLDecoder.decode(field.substring(0, Math.max(equals, 0)), StandardCharsets.UTF_8),
                    URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
