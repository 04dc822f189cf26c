package io.countersign.app.edge;

import io.countersign.ticket.PsaFault;
import io.netty.channel.ChannelException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Tells every mistake in one form, with a reference that also stands in our log. What a caller sent is never told back or logged. */
@Component
@Order(-2)
final class Problems implements WebExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Duration A_MOMENT = Duration.ofSeconds(5);

    private final SecureRandom random = new SecureRandom();
    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        byte[] bytes = new byte[6];
        random.nextBytes(bytes);
        String reference = HexFormat.of().formatHex(bytes);
        Problem problem = of(failure, reference);
        var body = new LinkedHashMap<String, Object>();
        body.put("type", problem.type());
        body.put(
                "title",
                Optional.ofNullable(HttpStatus.resolve(problem.status()))
                        .map(HttpStatus::getReasonPhrase)
                        .orElse("Problem"));
        body.put("status", problem.status());
        body.put("detail", String.valueOf(problem.getMessage()));
        body.put("reference", reference);
        body.putAll(problem.more());
        response.setRawStatusCode(problem.status());
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        problem.retryAfter()
                .ifPresent(wait -> headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds()))));
        if (failure instanceof MethodNotAllowedException verb) {
            headers.setAllow(verb.getSupportedMethods());
        }
        if (problem.status() == 401) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        var buffer = response.bufferFactory().wrap(json.writeValueAsBytes(body));
        return response.writeWith(Mono.just(buffer));
    }

    static Problem of(Throwable failure, String reference) {
        return switch (failure) {
            case Problem problem -> problem;
            case PsaFault.Refused refused -> {
                LOG.warn("the PSA refuses a call ({}): {}", reference, refused.why());
                yield new Problem(
                        503, "psa-refuses", refused.why() + ".", Optional.of(Duration.ofMinutes(1)), Map.of());
            }
            case PsaFault.Busy busy ->
                new Problem(
                        503,
                        "psa-busy",
                        "The PSA asks to wait; try again in a moment.",
                        Optional.of(busy.waitFor()),
                        Map.of());
            case PsaFault.Unclear unclear ->
                new Problem(
                        503,
                        "psa-silent",
                        "The PSA does not answer; nothing was begun. Try again in a moment.",
                        Optional.of(A_MOMENT),
                        Map.of());
            case TransientDataAccessException e -> storeDown(reference, e);
            case CannotGetJdbcConnectionException e -> storeDown(reference, e);
            case CannotCreateTransactionException e -> storeDown(reference, e);
            case DataAccessResourceFailureException e -> storeLost(reference, e);
            case TransactionException e -> storeLost(reference, e);
            case ServerWebInputException input when causedByLimit(input) -> tooLarge();
            case ServerWebInputException input -> unreadable(input);
            case DataBufferLimitException limit -> tooLarge();
            case CodecException unreadable -> new Problem(400, "unreadable", "The body cannot be read.");
            case ServerExchangeRejectedException rejected -> Bounds.unreadableHead();
            case ChannelException slow -> new Problem(408, "too-slow", "The body did not arrive in time.");
            case AbortedException gone -> new Problem(400, "unreadable", "The connection ended within the request.");
            case DataAccessException e
            when notText(e) -> new Problem(422, "unusable", "A text here holds a character that no text may hold.");
            case ErrorResponse response when response.getStatusCode().is4xxClientError() -> refused(response);
            default -> {
                // the type and place only: a message may quote what a caller sent
                LOG.error("unexpected failure ({}): {}", reference, describe(failure));
                yield new Problem(
                        500, "unexpected", "Something went wrong on our side; the reference finds it in the log.");
            }
        };
    }

    private static Problem storeDown(String reference, Throwable failure) {
        LOG.error(
                "the database does not answer ({}): {}",
                reference,
                failure.getClass().getSimpleName());
        return new Problem(
                503,
                "store-down",
                "Our database does not answer; nothing was changed.",
                Optional.of(A_MOMENT),
                Map.of());
    }

    /** The database went away in the middle; if it was at the commit, nobody knows which came first. */
    private static Problem storeLost(String reference, Throwable failure) {
        LOG.error(
                "the database went away ({}): {}", reference, failure.getClass().getSimpleName());
        return new Problem(
                503,
                "store-lost",
                "Our database went away meanwhile; look whether it was done before you ask again.",
                Optional.of(A_MOMENT),
                Map.of());
    }

    /** What the framework refuses by itself, in our words. */
    private static Problem refused(ErrorResponse response) {
        int status = response.getStatusCode().value();
        return switch (status) {
            case 404 -> Problem.notFound();
            case 405 -> new Problem(status, "wrong-verb", "This address does not know that verb.");
            case 406 -> new Problem(status, "not-acceptable", "Answers are JSON; the request accepts none.");
            case 415 -> new Problem(status, "wrong-content-type", "A body is application/json.");
            default -> new Problem(status, "refused", "This request cannot be answered.");
        };
    }

    static Problem tooLarge() {
        return new Problem(413, "too-large", "The body is too large.");
    }

    /** The database's word for bytes that are no characters, such as a zero (SQLSTATE 22021). */
    private static boolean notText(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException cause && "22021".equals(cause.getSQLState());
    }

    private static boolean causedByLimit(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataBufferLimitException) {
                return true;
            }
        }
        return false;
    }

    private static Problem unreadable(ServerWebInputException input) {
        for (Throwable cause = input; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnrecognizedPropertyException unknown) {
                String known = unknown.getKnownPropertyIds() == null
                        ? ""
                        : " Known are: "
                                + unknown.getKnownPropertyIds().stream()
                                        .map(String::valueOf)
                                        .sorted()
                                        .reduce((a, b) -> a + ", " + b)
                                        .orElse("none")
                                + ".";
                return new Problem(400, "unknown-field", "The body has a field that is not known here." + known);
            }
        }
        return new Problem(400, "unreadable", "The body is missing, or is not the JSON that is wanted here.");
    }

    private static String describe(Throwable failure) {
        var text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(text.isEmpty() ? "" : " < ").append(cause.getClass().getName());
            if (cause.getStackTrace().length > 0) {
                text.append(" at ").append(cause.getStackTrace()[0]);
            }
        }
        return text.toString();
    }
}
