package io.countersign.sandbox;

import static io.countersign.sandbox.AutotaskData.id;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.sandbox.AutotaskData.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells the webhooks what changed (sheet 3). */
final class AutotaskCallouts {
    /** The sender waits no longer for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Five attempts within two minutes, then the event is lost. */
    static final List<Duration> WAITS = Collections.nCopies(4, Duration.ofSeconds(30));

    /** So many failed attempts in a row switch a webhook off; assumed: an event that was tried five times counts five. */
    private static final int MOST_FAILURES = 25;

    private static final int REMEMBERED = 10_000;

    private final AutotaskData data;
    private final Outbound outbound;
    private final List<Duration> waits;
    private final Map<String, Progress> progress = new HashMap<>();
    private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();

    /** Of one webhook; guarded by the lock of the data. */
    private static final class Progress {
        int sequence;
        int failures;
    }

    private record Delivery(Instant at, String guid, String action, int id, int sequence, int status) {}

    /**
     * One body on its way; a repetition sends the same bytes.
     *
     * @param signature null for what the vendor does not sign
     */
    private record Parcel(
            Subject subject,
            int webhook,
            String guid,
            String url,
            String action,
            int id,
            int sequence,
            String body,
            @Nullable String signature) {}

    AutotaskCallouts(AutotaskData data, Outbound outbound, List<Duration> waits) {
        this.data = data;
        this.outbound = outbound;
        this.waits = waits;
    }

    /** Called under the lock of the data, as the others are, so that what is sent is what was just saved. */
    void created(Subject subject, ObjectNode record, int by) {
        tell(subject, "Create", record, by, field -> true);
    }

    /** A webhook hears of it when a field changed that it subscribed to. */
    void updated(Subject subject, ObjectNode before, ObjectNode record, int by) {
        tell(subject, "Update", record, by, field -> !before.path(field).equals(record.path(field)));
    }

    void deleted(Subject subject, ObjectNode record, int by) {
        tell(subject, "Delete", record, by, field -> true);
    }

    private void tell(Subject subject, String action, ObjectNode record, int by, Predicate<String> changed) {
        for (ObjectNode webhook : subject.webhooks().table().all()) {
            boolean listens = isOn(webhook) && flag(webhook, "isSubscribedTo" + action + "Events");
            if (listens && !excludes(subject, webhook, by)) {
                boolean concerned = fieldsOf(subject, webhook)
                        .anyMatch(field -> flag(field, "isSubscribedField") && changed.test(name(subject, field)));
                if (concerned) {
                    ObjectNode fields = fields(
                            subject,
                            webhook,
                            record,
                            field -> flag(field, "isDisplayAlwaysField") || changed.test(name(subject, field)));
                    Parcel parcel = parcel(subject, webhook, action, id(record), fields, by, false);
                    outbound.inOrder("autotask " + parcel.guid, () -> send(parcel));
                }
            }
        }
    }

    private static boolean isOn(ObjectNode webhook) {
        return flag(webhook, "isActive") && flag(webhook, "isReady");
    }

    private static boolean flag(ObjectNode row, String field) {
        return row.path(field).asBoolean(false);
    }

    private static boolean excludes(Subject subject, ObjectNode webhook, int resource) {
        return subject.excluded()
                        .table()
                        .first(row -> Subject.isOf(row, id(webhook))
                                && row.path("resourceID").asInt(0) == resource)
                != null;
    }

    private static Stream<ObjectNode> fieldsOf(Subject subject, ObjectNode webhook) {
        return subject.fields().table().all().stream().filter(row -> Subject.isOf(row, id(webhook)));
    }

    private static String name(Subject subject, ObjectNode field) {
        String name = subject.records().numbered(field.path("fieldID").asInt(0));
        return name == null ? "" : name;
    }

    private static ObjectNode fields(
            Subject subject, ObjectNode webhook, ObjectNode record, Predicate<ObjectNode> shown) {
        ObjectNode fields = Json.object();
        fieldsOf(subject, webhook).filter(shown).forEach(field -> {
            String name = name(subject, field);
            JsonNode value = record.path(name);
            if (value.isMissingNode()) {
                fields.putNull(AutotaskEntity.capital(name));
            } else {
                fields.set(AutotaskEntity.capital(name), value);
            }
        });
        return fields;
    }

    private Parcel parcel(
            Subject subject, ObjectNode webhook, String action, int id, ObjectNode fields, int by, boolean forged) {
        String guid = webhook.path("webhookGUID").asString("");
        int sequence = ++progress(guid).sequence;
        ObjectNode body = Json.object().put("Action", action).put("Guid", guid).put("EntityType", subject.type());
        body.put("Id", id);
        body.set("Fields", fields);
        body.put("EventTime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        String text = Json.writeAsDotNet(body.put("SequenceNumber", sequence).put("PersonID", by));
        String secret = webhook.path("secretKey").asString("");
        return new Parcel(
                subject,
                id(webhook),
                guid,
                webhook.path("webhookUrl").asString(""),
                action,
                id,
                sequence,
                text,
                Signatures.autotask(forged ? "not-" + secret : secret, text.getBytes(UTF_8)));
    }

    private Progress progress(String guid) {
        return progress.computeIfAbsent(guid, none -> new Progress());
    }

    /** Later events of the webhook wait behind this one. */
    private void send(Parcel parcel) {
        for (int attempt = 0; ; attempt++) {
            synchronized (data) {
                ObjectNode webhook = parcel.subject.webhooks().table().find(parcel.webhook);
                if (webhook == null || !isOn(webhook)) {
                    return; // switched off or gone in the meantime
                }
            }
            boolean delivered = delivered(sendOnce(parcel));
            synchronized (data) {
                Progress seen = progress(parcel.guid);
                seen.failures = delivered ? 0 : seen.failures + 1;
                ObjectNode webhook = parcel.subject.webhooks().table().find(parcel.webhook);
                if (seen.failures >= MOST_FAILURES && webhook != null) {
                    webhook.put("isActive", false);
                    deactivated(parcel.subject, webhook);
                    return;
                }
            }
            if (delivered || attempt == waits.size()) {
                return;
            }
            try {
                Thread.sleep(waits.get(attempt));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean delivered(int status) {
        return status >= 200 && status < 300;
    }

    private int sendOnce(Parcel parcel) {
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", "application/json");
        if (parcel.signature != null) {
            headers.put("X-Hook-Signature", parcel.signature);
        }
        int status = outbound.post(parcel.url, headers, parcel.body, PATIENCE);
        synchronized (deliveries) {
            if (deliveries.size() == REMEMBERED) {
                deliveries.removeFirst();
            }
            deliveries.add(new Delivery(Instant.now(), parcel.guid, parcel.action, parcel.id, parcel.sequence, status));
        }
        return status;
    }

    /** The webhook was switched off or deleted: its other address hears so, once and without a signature. */
    void deactivated(Subject subject, ObjectNode webhook) {
        Parcel parcel =
                deactivation(subject, webhook, webhook.path("deactivationUrl").asString(""));
        progress(parcel.guid).failures = 0;
        outbound.inOrder("autotask deactivated " + parcel.guid, () -> sendOnce(parcel));
    }

    private static Parcel deactivation(Subject subject, ObjectNode webhook, String url) {
        String guid = webhook.path("webhookGUID").asString("");
        String body =
                Json.writeAsDotNet(Json.object().put("Action", "Deactivated").put("Guid", guid));
        return new Parcel(subject, id(webhook), guid, url, "Deactivated", 0, 0, body, null);
    }

    /** By hand, for tests: doubled, forged or about something that never happened. Answers what the receivers said. */
    List<Integer> deliver(Subject subject, int id, String action, int by, int times, boolean forged) {
        var parcels = new ArrayList<Parcel>();
        synchronized (data) {
            ObjectNode record = subject.records().table().find(id);
            for (ObjectNode webhook : subject.webhooks().table().all()) {
                if (action.equals("Deactivated")) {
                    parcels.add(deactivation(
                            subject, webhook, webhook.path("webhookUrl").asString("")));
                } else {
                    ObjectNode fields =
                            record == null ? Json.object() : fields(subject, webhook, record, field -> true);
                    parcels.add(parcel(subject, webhook, action, id, fields, by, forged));
                }
            }
        }
        var statuses = new ArrayList<Integer>();
        for (Parcel parcel : parcels) {
            for (int i = 0; i < times; i++) {
                statuses.add(sendOnce(parcel));
            }
        }
        return statuses;
    }

    ArrayNode deliveries() {
        ArrayNode json = Json.array();
        synchronized (deliveries) {
            for (Delivery delivery : deliveries) {
                json.addObject()
                        .put("at", delivery.at.toString())
                        .put("guid", delivery.guid)
                        .put("action", delivery.action)
                        .put("id", delivery.id)
                        .put("sequence", delivery.sequence)
                        .put("status", delivery.status);
            }
        }
        return json;
    }
}
