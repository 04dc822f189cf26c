package io.countersign.connectwise;

import io.countersign.psa.HttpFailures;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What ConnectWise's answers mean to us; the only place that knows. Its sentences are made of our own words and of bare names (error codes, fields, modules),
 * because an error body repeats what was sent.
 */
final class ConnectWiseFaults {
    /** For bodies that name no wait. The vendor's throttle counts per minute. */
    static final Duration THROTTLED = Duration.ofSeconds(30);

    private static final Duration RECORD_IN_USE = Duration.ofSeconds(2);
    private static final Pattern BARE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,49}");
    private static final Pattern WAIT_IN_WORDS = Pattern.compile("in ([0-9]{1,4}) seconds");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Names as the screen for security roles has them; the ones that our calls need come first. */
    private static final List<String> MODULES = List.of(
            "Company Maintenance",
            "Contacts",
            "Service Tickets",
            "Member Maintenance",
            "Table Setup",
            "API Reports",
            "Company",
            "Companies",
            "Service Desk",
            "System");

    private ConnectWiseFaults() {}

    static PsaFault of(RestClientException e) {
        if (!(e instanceof RestClientResponseException answer)) {
            return HttpFailures.neverConnected(e) ? new Busy(HttpFailures.A_SECOND, e) : new Unclear(withoutContent(e));
        }
        var status = answer.getStatusCode();
        if (status.is5xxServerError()) {
            // 500 also stands for business errors that nobody named, when nothing was done; nothing in the answer tells
            // the two apart
            return new Unclear(e);
        }
        if (status.is3xxRedirection()) {
            return new Refused("ConnectWise sends us elsewhere; the API address is not its own", e);
        }
        return switch (status.value()) {
            case 400 -> new Refused(ofBadRequest(answer), e);
            case 401 -> new Refused("ConnectWise does not accept our keys or our client id", e);
            case 403 -> new Refused(ofForbidden(answer), e);
            case 404 ->
                new Refused(
                        isRecordGone(answer)
                                ? "ConnectWise no longer has this record"
                                : "ConnectWise does not know this address; company, code base or keys may be wrong",
                        e);
            case 408 -> new Unclear(e);
            case 409 -> new Busy(RECORD_IN_USE, e);
            case 429 -> new Busy(retryAfter(answer), e);
            default -> new Refused("ConnectWise answered " + status.value(), e);
        };
    }

    /** A missing record says so by name. Any other 404 may be a wrong code base or, on the vendor's cloud, wrong keys. */
    static boolean isRecordGone(RestClientResponseException answer) {
        return answer.getStatusCode().value() == 404
                && body(answer).path("code").asString("").equals("NotFound");
    }

    private static String ofBadRequest(RestClientResponseException answer) {
        JsonNode body = body(answer);
        String message = body.path("message").asString("");
        if (message.startsWith("Cannot route")) {
            return "ConnectWise does not know this company or code base; the API address or the company is wrong";
        }
        if (message.startsWith("SSL is required")) {
            return "ConnectWise wants its API host, which begins with api-, not the host that people open";
        }
        var sentence = new StringBuilder("ConnectWise refused the request");
        bareName(body, "code").ifPresent(code -> sentence.append(": ").append(code));
        for (JsonNode error : body.path("errors")) {
            bareName(error, "code").ifPresent(code -> {
                sentence.append(", ").append(code);
                bareName(error, "field")
                        .ifPresent(field -> sentence.append(" in ").append(field));
            });
        }
        return sentence.toString();
    }

    private static String ofForbidden(RestClientResponseException answer) {
        String message = body(answer).path("message").asString("").toLowerCase(Locale.ROOT);
        return MODULES.stream()
                .filter(module -> message.contains(module.toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(module -> "The security role of our API member lacks a permission in ConnectWise: " + module)
                .orElse(
                        "The security role of our API member lacks a permission in ConnectWise, which does not say which");
    }

    private static Duration retryAfter(RestClientResponseException answer) {
        return HttpFailures.retryAfter(answer.getResponseHeaders(), () -> {
            // this one body has "error" where all others have "code", so the wait is looked for in its sentence
            var words = WAIT_IN_WORDS.matcher(body(answer).path("message").asString(""));
            return words.find() ? Duration.ofSeconds(Long.parseLong(words.group(1))) : THROTTLED;
        });
    }

    private static Optional<String> bareName(JsonNode node, String property) {
        String name = node.path(property).asString("");
        return BARE_NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }

    /** Error bodies come as HTML, as something else or not at all. */
    private static JsonNode body(RestClientResponseException answer) {
        try {
            return JSON.readTree(answer.getResponseBodyAsByteArray());
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** A parser's message may quote the answer, which holds names, numbers and addresses. What went wrong is kept, what was read is not. */
    private static Exception withoutContent(RestClientException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException) {
                return new UnreadableAnswer(cause.getClass());
            }
        }
        return e;
    }

    /** Stands for an exception that may not be shown. */
    static final class UnreadableAnswer extends RuntimeException {
        UnreadableAnswer(Class<?> why) {
            super("ConnectWise's answer cannot be read: " + why.getSimpleName());
        }
    }
}
