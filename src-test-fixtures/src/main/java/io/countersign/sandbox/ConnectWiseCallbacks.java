package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells the registered addresses what changed (sheet 2.2 to 2.5). */
final class ConnectWiseCallbacks {
    /** The sender waits no longer; a slower answer is a failure that is not repeated. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Only these are ever tried again; a 5xx or silence loses the event. */
    private static final Set<Integer> REPEATED = Set.of(404, 409, 419, 429);

    static final List<Duration> WAITS = List.of(Duration.ofSeconds(2), Duration.ofSeconds(4));

    private static final int REMEMBERED = 10_000;

    private final ConnectWiseTenant tenant;
    private final ConnectWiseData data;
    private final Outbound outbound;
    private final List<Duration> waits;
    private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();

    private record Delivery(Instant at, String type, int id, String action, int status) {}

    /** One body on its way to one address; a repetition sends the same bytes. */
    private record Parcel(String url, String type, int id, String action, String body, String signature) {}

    ConnectWiseCallbacks(ConnectWiseTenant tenant, ConnectWiseData data, Outbound outbound, List<Duration> waits) {
        this.tenant = tenant;
        this.data = data;
        this.outbound = outbound;
        this.waits = waits;
    }

    /** Called under the lock of the data, so that what is sent is what was just saved. */
    void changed(String type, ObjectNode record, String action, String by) {
        for (ObjectNode callback : data.callbacks.all()) {
            boolean ourOwn = by.equals(tenant.apiMember())
                    && callback.path("isSelfSuppressedFlag").asBoolean(false);
            if (!ourOwn && wants(callback, type, record)) {
                Parcel parcel = parcel(callback, type, ConnectWiseData.id(record), record, action, by, false, null);
                outbound.inOrder(type + " " + parcel.id, () -> send(parcel));
            }
        }
    }

    /** By hand, for tests: doubled, forged or about something that never happened. Answers what the receivers said. */
    List<Integer> deliver(
            String type, int id, String action, String by, int times, boolean forged, @Nullable String keyUrl) {
        var parcels = new ArrayList<Parcel>();
        synchronized (data) {
            ObjectNode record = (type.equals("contact") ? data.contacts : data.tickets).find(id);
            for (ObjectNode callback : data.callbacks.all()) {
                if (isFor(callback, type)) {
                    ObjectNode entity = action.equals("deleted") ? null : record;
                    parcels.add(parcel(callback, type, id, entity, action, by, forged, keyUrl));
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

    private static boolean isFor(ObjectNode callback, String type) {
        return callback.path("type").asString("").equalsIgnoreCase(type)
                && !callback.path("inactiveFlag").asBoolean(false);
    }

    private static boolean wants(ObjectNode callback, String type, ObjectNode record) {
        if (!isFor(callback, type)) {
            return false;
        }
        int object = callback.path("objectId").asInt(0);
        return switch (callback.path("level").asString("").toLowerCase(Locale.ROOT)) {
            case "owner" -> true;
            case "board", "status", "company" ->
                record.path(callback.path("level").asString("")).path("id").asInt(0) == object;
            case "ticket", "contact" -> ConnectWiseData.id(record) == object;
            default -> false; // levels of things that do not exist in here
        };
    }

    private Parcel parcel(
            ObjectNode callback,
            String type,
            int id,
            @Nullable ObjectNode entity,
            String action,
            String by,
            boolean forged,
            @Nullable String keyUrl) {
        ObjectNode body = Json.object()
                .put("MessageId", UUID.randomUUID().toString())
                .put("FromUrl", URI.create(tenant.uiOrigin()).getAuthority())
                .put("CompanyId", tenant.companyId())
                .put("MemberId", by)
                .put("Action", action)
                .put("Type", type)
                .put("ID", id)
                .put("ProductInstanceId", "000000000000000000005a4d")
                .put("PartnerId", "000000000000000000009a47")
                .put("CallbackObjectRecId", ConnectWiseData.id(callback));
        if (entity == null) {
            body.putNull("Entity");
        } else {
            body.put("Entity", Json.write(entity));
        }
        body.set("Metadata", Json.object().put("key_url", keyUrl == null ? tenant.keyUrl() : keyUrl));
        String text = Json.write(body);
        String key = forged ? "not-" + tenant.signingKey() : tenant.signingKey();
        String url = callback.path("url").asString("");
        return new Parcel(
                // the id is glued to the end as it is, the action follows as a parameter (sheet 2.1)
                url + id + (url.indexOf('?') < 0 ? "?" : "&") + "action=" + action,
                type,
                id,
                action,
                text,
                Signatures.connectWise(key, text.getBytes(UTF_8)));
    }

    private void send(Parcel parcel) {
        int status = sendOnce(parcel);
        for (Duration wait : waits) {
            if (!REPEATED.contains(status)) {
                return;
            }
            try {
                Thread.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            status = sendOnce(parcel);
        }
    }

    private int sendOnce(Parcel parcel) {
        int status = outbound.post(
                parcel.url,
                Map.of("Content-Type", "application/json", "x-content-signature", parcel.signature),
                parcel.body,
                PATIENCE);
        synchronized (deliveries) {
            if (deliveries.size() == REMEMBERED) {
                deliveries.removeFirst();
            }
            deliveries.add(new Delivery(Instant.now(), parcel.type, parcel.id, parcel.action, status));
        }
        return status;
    }

    ArrayNode deliveries() {
        ArrayNode json = Json.array();
        synchronized (deliveries) {
            for (Delivery delivery : deliveries) {
                json.addObject()
                        .put("at", delivery.at.toString())
                        .put("type", delivery.type)
                        .put("id", delivery.id)
                        .put("action", delivery.action)
                        .put("status", delivery.status);
            }
        }
        return json;
    }
}
