package io.countersign.autotask;

import io.countersign.psa.HttpFailures;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Autotask's answers mean to us; the only place that knows. Nearly everything that goes wrong comes as 500 with a list of sentences, so the sentences decide.
 * Ours are made of our own words and of bare names of fields that we send, because the vendor's repeat what was sent.
 */
final class AutotaskFaults {
    /** For answers that name no wait. The allowance counts per hour, so less would only use it up further. */
    static final Duration OVER_THE_ALLOWANCE = Duration.ofSeconds(60);

    /** A place is freed a little later than its answer arrives. */
    static final Duration THREAD_LIMIT = Duration.ofSeconds(2);

    /** One call too many at the same entity; turned away before anything was done. */
    private static final Pattern TOO_MANY_AT_ONCE =
            Pattern.compile("itgenatr005|thread\\s+threshold|thread limit", Pattern.CASE_INSENSITIVE);

    /** Broke off under way. */
    private static final Pattern BROKE_OFF = Pattern.compile("timeout|deadlock", Pattern.CASE_INSENSITIVE);

    private static final String NO_PERMISSION = "does not have the adequate permissions";
    private static final List<String> FIELDS = List.of(
            "ticketID", "title", "description", "noteType", "publish", "createDateTime", "userName", "contactID");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private AutotaskFaults() {}

    static PsaFault of(RestClientException e, Endpoint endpoint) {
        if (!(e instanceof RestClientResponseException answer)) {
            return HttpFailures.neverConnected(e) ? new Busy(HttpFailures.A_SECOND, e) : new Unclear(withoutContent(e));
        }
        String errors = String.join("\n", errors(answer.getResponseBodyAsByteArray()));
        if (isOverTheThreadLimit(answer, errors)) {
            return new Busy(THREAD_LIMIT, e);
        }
        var status = answer.getStatusCode();
        if (status.is3xxRedirection()) {
            return new Refused("Autotask sends us elsewhere; the address of its zone is not its own", e);
        }
        return switch (status.value()) {
            case 401 -> new Refused("Autotask does not accept our API user, its secret or the tracking identifier", e);
            case 403 -> new Refused(lacks(endpoint), e);
            case 404 -> new Refused("Autotask does not have this record, or does not know this address", e);
            case 408, 502, 503, 504 -> new Unclear(e);
            case 429 -> new Busy(HttpFailures.retryAfter(answer.getResponseHeaders(), () -> OVER_THE_ALLOWANCE), e);
            default -> ofErrors(errors, answer, endpoint);
        };
    }

    private static PsaFault ofErrors(String errors, RestClientResponseException answer, Endpoint endpoint) {
        int status = answer.getStatusCode().value();
        if (errors.isBlank()) {
            return status >= 500 || status < 300
                    ? new Unclear(answer)
                    : new Refused("Autotask answered " + status, answer);
        }
        if (BROKE_OFF.matcher(errors).find()) {
            return new Unclear(answer);
        }
        if (errors.contains(NO_PERMISSION)) {
            return new Refused(lacks(endpoint), answer);
        }
        var named = FIELDS.stream()
                .filter(field -> Pattern.compile("\\b" + field + "\\b", Pattern.CASE_INSENSITIVE)
                        .matcher(errors)
                        .find())
                .toList();
        return new Refused(
                "Autotask refused the request" + (named.isEmpty() ? "" : "; it names " + String.join(", ", named)),
                answer);
    }

    /** A missing record is 404, unless that is how the thread limit is told this time. */
    static boolean isRecordGone(RestClientResponseException answer) {
        return answer.getStatusCode().value() == 404 && !isOverTheThreadLimit(answer);
    }

    /** Wrong name, secret, identifier or zone: all the same, with an empty body. */
    static boolean isNotAccepted(RestClientResponseException answer) {
        return answer.getStatusCode().value() == 401 && !isOverTheThreadLimit(answer);
    }

    private static boolean isOverTheThreadLimit(RestClientResponseException answer) {
        return isOverTheThreadLimit(answer, String.join("\n", errors(answer.getResponseBodyAsByteArray())));
    }

    /** The status varies, and the sentence has been seen outside of JSON; but what our own note says in an echo must not count. */
    private static boolean isOverTheThreadLimit(RestClientResponseException answer, String errors) {
        String text = errors.isEmpty() && answer.getStatusCode().isError() ? answer.getResponseBodyAsString() : errors;
        return TOO_MANY_AT_ONCE.matcher(text).find();
    }

    /** The sentences of an answer; none where it is HTML, something else or nothing. */
    static List<String> errors(byte[] body) {
        try {
            JsonNode errors = JSON.readTree(body).path("errors");
            var sentences = new ArrayList<String>();
            for (JsonNode error : errors) {
                sentences.add(error.isString() ? error.stringValue() : error.toString());
            }
            return sentences;
        } catch (JacksonException notJson) {
            return List.of();
        }
    }

    private static String lacks(Endpoint endpoint) {
        return "The security level of our API user in Autotask lacks the right " + endpoint.right();
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
            super("Autotask's answer cannot be read: " + why.getSimpleName().toLowerCase(Locale.ROOT));
        }
    }
}
