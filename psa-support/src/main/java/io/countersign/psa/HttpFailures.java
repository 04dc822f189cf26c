package io.countersign.psa;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What HTTP itself says of a failure, whoever was called: whether anything arrived, and how long to wait. */
public final class HttpFailures {
    /** Before a call that never arrived is made again. */
    public static final Duration A_SECOND = Duration.ofSeconds(1);

    /** What a server asks beyond this is not believed. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private HttpFailures() {}

    /** Whether no connection came about, so that surely nothing was done. */
    public static boolean neverConnected(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException
                    || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }

    /**
     * The wait that {@code Retry-After} asks for: from one second to ten minutes.
     *
     * @param otherwise where the header is missing or says neither seconds nor a date
     */
    public static Duration retryAfter(@Nullable HttpHeaders headers, Supplier<Duration> otherwise) {
        String header = headers == null ? null : headers.getFirst(HttpHeaders.RETRY_AFTER);
        String date = headers == null ? null : headers.getFirst(HttpHeaders.DATE);
        Duration asked = header == null ? null : waitOf(header.strip(), date);
        Duration wait = asked == null ? otherwise.get() : asked;
        return wait.compareTo(A_SECOND) < 0 ? A_SECOND : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    /** Seconds, or a date, which is measured against the server's own. */
    private static @Nullable Duration waitOf(String header, @Nullable String date) {
        if (header.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(header));
        }
        try {
            return date == null
                    ? null
                    : Duration.between(
                            ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME),
                            ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException neither) {
            return null;
        }
    }
}
