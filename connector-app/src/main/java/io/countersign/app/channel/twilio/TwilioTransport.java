package io.countersign.app.channel.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * Carries the SDK's requests to the configured origin, each exactly once.
 *
 * <p>The SDK's own client repeats every 5xx up to three times, POST included, and Apache's client below it repeats 429 and 503 once more by itself: one text became six
 * (fact sheet channels 1, tried). It also knows no base URL. What the wire alone tells (never connected, throttled, no answer) leaves here as one of the exceptions
 * below, because the SDK would lose it; none of them holds anything of the request.
 */
final class TwilioTransport extends com.twilio.http.HttpClient {
    static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    private final HttpClient http;
    private final String base;
    private final Duration limit;

    /** @param limit for one request from the first byte to the last, the way through the connect included */
    TwilioTransport(HttpClient http, URI base, Duration limit) {
        this.http = http;
        this.base = base.toString().replaceFirst("/$", "");
        this.limit = limit;
    }

    /** One client for all accounts: connections are shared, credentials travel with each request. */
    static HttpClient http() {
        return HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                // over HTTP/2 the JDK repeats refused streams by itself
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public Response reliableRequest(Request request) {
        return makeRequest(request);
    }

    @Override
    public Response reliableRequest(Request request, int[] retryCodes, int retries, long delayMillis) {
        return makeRequest(request);
    }

    @Override
    public Response makeRequest(Request request) {
        var answer = exchange(request);
        int status = answer.statusCode();
        if (status == 429) {
            throw new Throttled(answer.headers()
                    .firstValue("Retry-After")
                    .map(TwilioTransport::pause)
                    .orElse(PAUSE));
        }
        if (status == 401) {
            throw new NotSignedIn();
        }
        if (status < 200 || status >= 500 || (status >= 300 && status < 400)) {
            throw new Unanswered();
        }
        return new Response(new String(answer.body(), UTF_8), status, new Header[0]);
    }

    private HttpResponse<byte[]> exchange(Request request) {
        var url = request.constructURL();
        // also for the next page of a list, whose address comes out of an answer: credentials go to the configured
        // origin only
        var outgoing = HttpRequest.newBuilder(URI.create(base + url.getFile()))
                .timeout(limit)
                .header("Accept", "application/json")
                .header("Authorization", request.getAuthString());
        if (request.getMethod() == HttpMethod.POST) {
            outgoing.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(request.encodeFormBody()));
        } else if (request.getMethod() != HttpMethod.GET) {
            throw new UnsupportedOperationException("only GET and POST are used");
        }
        var answer = http.sendAsync(outgoing.build(), BodyHandlers.ofByteArray());
        try {
            // the JDK's own limit ends with the headers; a body that trickles in would hold the thread
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            answer.cancel(true);
            throw new Unanswered();
        } catch (InterruptedException stopped) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unanswered();
        } catch (ExecutionException failed) {
            throw neverConnected(failed.getCause()) ? new NotConnected() : new Unanswered();
        }
    }

    private static boolean neverConnected(@Nullable Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (e instanceof ConnectException
                    || e instanceof HttpConnectTimeoutException
                    || e instanceof UnknownHostException
                    || e instanceof UnresolvedAddressException
                    || e instanceof SSLHandshakeException) {
                return true;
            }
            if (!(e instanceof IOException)) {
                return false;
            }
        }
        return false;
    }

    private static Duration pause(String retryAfter) {
        if (!SECONDS.matcher(retryAfter.strip()).matches()) {
            return PAUSE;
        }
        var asked = Duration.ofSeconds(Integer.parseInt(retryAfter.strip()));
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }

    /** What the wire told. */
    abstract static sealed class WireFault extends RuntimeException {
        private WireFault(String message) {
            super(message, null, false, false);
        }
    }

    /** No connection was made, so nothing was taken. */
    static final class NotConnected extends WireFault {
        private NotConnected() {
            super("Twilio could not be connected to");
        }
    }

    /** 429: nothing was taken. */
    static final class Throttled extends WireFault {
        private final Duration pause;

        private Throttled(Duration pause) {
            super("Twilio asks to slow down");
            this.pause = pause;
        }

        Duration pause() {
            return pause;
        }
    }

    /** 401: nothing was taken, whatever the body looks like. */
    static final class NotSignedIn extends WireFault {
        private NotSignedIn() {
            super("Twilio does not accept our credentials");
        }
    }

    /** Silence, a reset, a redirect or a 5xx: it may have been taken. */
    static final class Unanswered extends WireFault {
        private Unanswered() {
            super("Twilio gave no clear answer");
        }
    }
}
