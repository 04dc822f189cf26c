package io.countersign.app.pod;

import static io.countersign.memory.Fixtures.CODE;
import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.INSTALLATION;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.aRequest;
import static io.countersign.memory.Fixtures.aVerification;
import static io.countersign.memory.Fixtures.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.challenge.Channel;
import io.countersign.memory.CodesInOrder;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.Policy;
import io.countersign.verification.Decision;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.Direction;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.CodeDelivered;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Plays the server side of one pod and the PSA's page around it, on two origins, with the real card, scripts and content security policy. What the pod asked for is
 * kept.
 */
final class PlayedServer implements AutoCloseable {
    static final String TOKEN = "played-token";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'";

    private final PodPages pages = new PodPages();
    private final HttpServer connector;
    private final HttpServer psa;
    private final List<OutputStream> listeners = new CopyOnWriteArrayList<>();

    /** Method, path and body of each request below the pod's API. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final List<String> urls = new CopyOnWriteArrayList<>();

    final List<String> withoutToken = new CopyOnWriteArrayList<>();

    volatile Sights sights;
    volatile @Nullable Verification verification;
    /** From the origin of the page around the pod to the one that the pod was told. */
    volatile UnaryOperator<String> heardFrom = UnaryOperator.identity();

    volatile boolean proves = true;
    /** How a claim is answered instead, with what to wait for. */
    volatile int claimRefusedWith;

    volatile @Nullable String retryAfter;
    /** While it is there, a card that was asked for arrives late: as it was when it was asked for. */
    volatile @Nullable CountDownLatch late;

    /** Whether the PSA is down for whoever is proved. */
    volatile boolean psaDown;

    volatile boolean sessionLives = true;

    /** How codes of new verifications are compared. */
    volatile CodeEntry entry = CodeEntry.BLIND;

    PlayedServer(Sights sights) throws IOException {
        this.sights = sights;
        this.connector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        this.psa = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        connector.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        connector.createContext("/", this::answer);
        psa.createContext("/", this::ticketPage);
        connector.start();
        psa.start();
    }

    /** Another site than the pod's: a name, not the address. */
    String ticketUrl() {
        return "http://127.0.0.1:" + psa.getAddress().getPort() + "/";
    }

    private String connectorOrigin() {
        return "http://localhost:" + connector.getAddress().getPort();
    }

    private String psaOrigin() {
        return "http://127.0.0.1:" + psa.getAddress().getPort();
    }

    /** Something happened to the ticket's verification, elsewhere. */
    void happens(VerificationEvent event) {
        verification = requireNonNull(verification).with(List.of(event));
        changed();
    }

    void changed() {
        listeners.removeIf(listener -> {
            try {
                listener.write("event: changed\ndata: {}\n\n".getBytes(UTF_8));
                listener.flush();
                return false;
            } catch (IOException gone) {
                return true;
            }
        });
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (path.startsWith("/pod/api/")) {
                api(exchange, path);
            } else if (path.startsWith("/pod/connectwise/")) {
                exchange.getResponseHeaders()
                        .add("Content-Security-Policy", POLICY + "; frame-ancestors " + psaOrigin());
                send(
                        exchange,
                        200,
                        "text/html",
                        pages.shell(
                                new PodPages.Shell(
                                        INSTALLATION,
                                        io.countersign.app.installation.Psa.Kind.CONNECTWISE,
                                        4711,
                                        List.of(heardFrom.apply(psaOrigin())),
                                        false,
                                        file -> file),
                                Gallery.ENGLISH));
            } else {
                file(exchange, path);
            }
        }
    }

    private static void file(HttpExchange exchange, String path) throws IOException {
        String type = path.endsWith(".css") ? "text/css" : "text/javascript";
        Path file = Path.of("src/main/resources/static" + path);
        if (Files.exists(file)) {
            send(exchange, 200, type, Files.readString(file));
        } else {
            try (var inside = requireNonNull(PodPages.class.getResourceAsStream("/META-INF/resources" + path))) {
                send(exchange, 200, type, new String(inside.readAllBytes(), UTF_8));
            }
        }
    }

    private void api(HttpExchange exchange, String path) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        urls.add(exchange.getRequestURI().toString());
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + (body.isEmpty() ? "" : " " + body));
        if (path.equals("/pod/api/session")) {
            sessionLives = true;
            if (claimRefusedWith != 0) {
                if (retryAfter != null) {
                    exchange.getResponseHeaders().add("Retry-After", retryAfter);
                }
                send(exchange, claimRefusedWith, "application/problem+json", "{}");
            } else if (proves) {
                send(
                        exchange,
                        200,
                        "application/json",
                        "{\"token\":\"" + TOKEN + "\",\"expiresAt\":\"2026-03-02T13:00:00Z\"}");
            } else {
                send(exchange, 403, "application/problem+json", "{}");
            }
            return;
        }
        boolean token = ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!token) {
            withoutToken.add(path);
        }
        if (!token || !sessionLives) {
            send(exchange, 401, "application/problem+json", "{}");
        } else if (path.equals("/pod/api/live")) {
            live(exchange);
        } else if (path.equals("/pod/api/accounts")) {
            send(exchange, 200, "text/html", pages.picks(Gallery.found(), false, Gallery.ENGLISH));
        } else {
            String card = pages.card(card(exchange, path, body), Gallery.ENGLISH);
            var until = late;
            if (until != null && exchange.getRequestMethod().equals("GET")) {
                try {
                    until.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
            send(exchange, 200, "text/html", card);
        }
    }

    private synchronized Card card(HttpExchange exchange, String path, String body) {
        if (psaDown) {
            return CardOf.psaDown(Gallery.ENGLISH);
        }
        Telling telling = new Telling.Nothing();
        boolean start = "view=start".equals(exchange.getRequestURI().getQuery());
        if (path.equals("/pod/api/verifications")) {
            verification = aVerification(aRequest(Direction.INBOUND, entry, text(Basis.SETTLED)));
        } else if (path.endsWith("/code")) {
            telling = code(body);
        }
        var now = verification == null ? sights : sights.now(verification);
        return now.card(Sights.dana(), start ? View.START : View.NOW, telling);
    }

    private Telling code(String body) {
        String typed = URLDecoder.decode(body.replaceFirst(".*typed=([^&]*).*", "$1"), UTF_8);
        var read = io.countersign.challenge.Code.typed(typed);
        if (read.isEmpty()) {
            return new Telling.NotACode();
        }
        var open = requireNonNull(verification);
        var decision = open.enter(
                CodesInOrder.hashOf(open.id(), read.get()),
                DANA,
                Policy.STARTER.limits(),
                probes -> Map.of(),
                NOON.plusSeconds(20));
        if (decision instanceof Decision.Taken taken) {
            verification = open.with(taken.events());
        }
        return read.get().equals(CODE) ? new Telling.Nothing() : new Telling.WrongCode();
    }

    /** The text has arrived. */
    void delivered() {
        happens(new CodeDelivered(NOON.plusSeconds(5), Channel.SMS, 1));
    }

    private void live(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        var stream = exchange.getResponseBody();
        stream.write(": here\n\n".getBytes(UTF_8));
        stream.flush();
        listeners.add(stream);
        while (listeners.contains(stream)) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        listeners.remove(stream);
    }

    int listening() {
        return listeners.size();
    }

    List<String> askedFor(String prefix) {
        var found = new ArrayList<String>();
        asked.stream().filter(request -> request.startsWith(prefix)).forEach(found::add);
        return found;
    }

    private static void send(HttpExchange exchange, int status, String type, String body) {
        try {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A parent as the Hosted API describes it: JSON strings, an event that must be answered, requests under their one name. */
    private void ticketPage(HttpExchange exchange) throws IOException {
        String page = """
                <!doctype html><meta charset="utf-8"><title>Ticket</title>
                <textarea id="note"></textarea>
                <iframe id="pod" width="420" height="290" src="CONNECTOR/pod/connectwise/INSTALLATION?id=4711&amp;screen=ticket"></iframe>
                <script>
                  const pod = document.getElementById('pod');
                  window.heard = [];
                  const say = (message) => pod.contentWindow.postMessage(JSON.stringify(message), 'CONNECTOR');
                  window.raise = (event, id, data) => say({ event, _id: id, data });
                  const mute = location.search === '?mute';
                  window.addEventListener('message', (message) => {
                    if (message.source !== pod.contentWindow || typeof message.data !== 'string') { return; }
                    const said = JSON.parse(message.data);
                    window.heard.push(said);
                    if (mute) { return; }
                    if (said.message === 'ready') {
                      pod.contentWindow.postMessage({ MessageFrameID: 'an object, to be ignored' }, 'CONNECTOR');
                      pod.contentWindow.postMessage('not json', 'CONNECTOR');
                      say({ MessageFrameID: 'frame-1' });
                      window.raise('onLoad', 'event-1', { screenObject: { screen: 'ticket', id: '4711', hostedAs: 'pod' } });
                      window.raise('somethingNew', 'event-2', {});
                    } else if (said.hosted_request === 'getMemberAuthentication' && said.frameID === 'frame-1') {
                      say({ response: 'getmemberauthentication', _id: 'answer-1', data: {
                        site: 'https://elsewhere.example', companyid: 'acme', memberid: 'dana', memberHash: 'hash-1', memberContext: 'web', codeBase: 'v2025_1' } });
                    }
                  });
                </script>
                """.replace("CONNECTOR", connectorOrigin()).replace("INSTALLATION", INSTALLATION.value());
        try (exchange) {
            send(
                    exchange,
                    Pattern.matches("/(\\?.*)?", exchange.getRequestURI().toString()) ? 200 : 404,
                    "text/html",
                    page);
        }
    }

    @Override
    public void close() {
        listeners.clear();
        connector.stop(0);
        psa.stop(0);
    }
}
