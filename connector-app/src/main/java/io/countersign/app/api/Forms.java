package io.countersign.app.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes in and out of the API, field by field; {@code openapi/countersign.yaml} describes the same. */
final class Forms {
    private Forms() {}

    record Named(String id, String name) {}

    record MatchForm(
            String kind, @Nullable Named account, @Nullable List<Named> candidates) {}

    record MethodForm(
            String method,
            @Nullable String to,
            @Nullable String level,
            boolean offered,
            @Nullable String whyNot) {}

    record ContactForm(long id, String name) {}

    record OptionsForm(
            String ticketNumber,
            @Nullable ContactForm contact,
            MatchForm match,
            String action,
            List<MethodForm> methods) {}

    record NewVerification(
            @Nullable Long ticketId,
            @Nullable String accountId,
            @Nullable String method,
            @Nullable String action,
            @Nullable String direction,
            @Nullable String to,
            @Nullable String reason,
            @Nullable String technician) {}

    record Typed(@Nullable String typed) {}

    /** No body, or one without fields. */
    record Nothing() {}

    record NoteForm(String state, @Nullable Long id) {}

    record EventForm(
            String at,
            String type,
            @Nullable String channel,
            @Nullable String by,
            @Nullable String detail) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VerificationForm(
            String id,
            String state,
            @Nullable Long ticketId,
            @Nullable String ticketNumber,
            MatchForm match,
            String method,
            String to,
            String action,
            String direction,
            String requestedAt,
            String expiresAt,
            @Nullable String code,
            @Nullable String outcome,
            @Nullable String assurance,
            @Nullable Boolean enough,
            @Nullable String decidedAt,
            @Nullable String decidedBy,
            @Nullable Boolean disputed,
            @Nullable Integer triesLeft,
            NoteForm note,
            @Nullable NoteForm disputeNote,
            @Nullable String receipt,
            List<EventForm> events) {}

    record NewAccount(
            @Nullable String name,
            @Nullable String email,
            @Nullable String mobile,
            @Nullable String customer) {}

    record ChangedAccount(
            @Nullable String name,
            @Nullable String email,
            @Nullable String mobile) {}

    record PointForm(
            String kind,
            String value,
            String provenance,
            String firstSeen,
            String standing,
            @Nullable String settlesAt) {}

    record AccountForm(String id, String name, String customer, List<PointForm> points) {}

    record CustomerForm(String id, String key, String name) {}

    record JournalForm(String id, String verification, String type, String at, String hash) {}

    record WorkForm(
            String kind,
            String verification,
            String state,
            @Nullable String why) {}

    /** A part of a list, and where the next part begins. */
    record Part<T>(List<T> items, @Nullable String next) {
        /** The part of at most {@code limit} of {@code found}, which holds one more where there is a next part. */
        static <T> Part<T> of(List<T> found, int limit, java.util.function.Function<T, String> cursor) {
            return found.size() > limit
                    ? new Part<>(List.copyOf(found.subList(0, limit)), cursor.apply(found.get(limit - 1)))
                    : new Part<>(List.copyOf(found), null);
        }
    }

    static Map<String, Object> decidedFirst(String outcome, String by) {
        return Map.of("outcome", outcome, "decidedBy", by);
    }
}
