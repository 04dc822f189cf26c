package io.countersign.sandbox;

import static io.countersign.sandbox.AutotaskData.id;

import io.countersign.sandbox.AutotaskData.Subject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/** The vendor's REST interface, as far as somebody who verifies callers would use it. */
final class AutotaskRest {
    private static final String ROOT = "atservicesrest";

    /** Stand behind the name of a collection and ask something of it. */
    private static final Set<String> QUESTIONS = Set.of("query", "entityinformation");

    private final AutotaskTenant tenant;
    private final AutotaskData data;
    private final AutotaskLogins logins;
    private final AutotaskLimits limits;
    private final AutotaskCallouts callouts;
    private final AutotaskRights rights;
    private final Routes open = new Routes();
    private final Routes api = new Routes();

    AutotaskRest(
            AutotaskTenant tenant,
            AutotaskData data,
            AutotaskLogins logins,
            AutotaskLimits limits,
            AutotaskCallouts callouts,
            AutotaskRights rights) {
        this.tenant = tenant;
        this.data = data;
        this.logins = logins;
        this.limits = limits;
        this.callouts = callouts;
        this.rights = rights;
        open.on("GET", ROOT + "/v1.0/zoneInformation", this::zone);
        on("GET", "ThresholdInformation", call -> Answer.json(limits.information()));
        for (AutotaskEntity entity : List.of(data.tickets, data.notes, data.contacts, data.companies, data.resources)) {
            read(entity);
        }
        on("PATCH", "Tickets", call -> changeTicket(call, false));
        on("PUT", "Tickets", call -> changeTicket(call, true));
        on("GET", "Tickets/{parentId}/Notes", call -> {
            int ticket = id(ticket(call));
            return AutotaskQueries.children(
                    data.notes, note -> note.path("ticketID").asInt(0) == ticket);
        });
        on("POST", "Tickets/{parentId}/Notes", this::addNote);
        webhooks(data.ticketChanges);
        webhooks(data.contactChanges);
    }

    static boolean isFor(Call call) {
        return !call.path().isEmpty() && call.path().getFirst().equalsIgnoreCase(ROOT);
    }

    /** Verb and collection, e.g. {@code POST tickets/query}; ids are left out, and whether it is a further page. */
    static String name(Call call) {
        List<String> words = words(call);
        for (int i = 1; i < words.size(); i++) {
            if (QUESTIONS.contains(words.get(i))) {
                return call.method() + " " + String.join("/", words.subList(i - 1, words.size()));
            }
        }
        return call.method() + " " + (words.isEmpty() ? ROOT : words.getLast());
    }

    private static List<String> words(Call call) {
        return call.path().stream()
                .skip(2)
                .map(segment -> segment.toLowerCase(Locale.ROOT))
                .filter(segment -> !segment.matches("-?\\d+") && !segment.equals("next"))
                .toList();
    }

    /** Whatever is done for this request takes one of the threads of its entity, unless it is not one of ours anyway. */
    Answer threaded(Call call, Supplier<Answer> work) {
        List<String> words = words(call);
        boolean exempt = words.isEmpty() || words.getFirst().equals("zoneinformation") || !logins.isOurs(call);
        return exempt ? work.get() : limits.threaded(words.getFirst(), work);
    }

    Answer answer(Call call) {
        Answer known = open.answer(call);
        if (known != null) {
            return known;
        }
        if (!logins.open(call)) {
            return AutotaskRefusals.credentials();
        }
        Answer overdrawn = limits.overdrawn();
        if (overdrawn != null) {
            return overdrawn;
        }
        Answer refused = rights.refused(call);
        if (refused != null) {
            return refused;
        }
        boolean writes = !call.method().equals("GET") && !call.method().equals("DELETE");
        if (writes && !call.isJson()) {
            return Answer.empty(415);
        }
        synchronized (data) {
            Answer answer = api.answer(call);
            return answer == null ? Answer.empty(404) : answer;
        }
    }

    private Answer zone(Call call) {
        if (!tenant.userName().equalsIgnoreCase(call.query().get("user"))) {
            return AutotaskRefusals.errors(500, "Zone information could not be determined");
        }
        return Answer.json(200, Payload.json("autotask/zone.json", "zoneName", "Sandbox", "origin", tenant.origin()));
    }

    private void on(String method, String pattern, Function<Call, Answer> handler) {
        api.on(method, ROOT + "/v1.0/" + pattern, handler);
    }

    private void read(AutotaskEntity entity) {
        String name = entity.name();
        for (String method : List.of("GET", "POST")) {
            on(method, name + "/query", call -> AutotaskQueries.answer(call, tenant.baseAddress(), entity));
            on(method, name + "/query/next", call -> AutotaskQueries.answer(call, tenant.baseAddress(), entity));
            on(method, name + "/query/count", call -> AutotaskQueries.count(call, entity));
        }
        on("GET", name + "/entityInformation", call -> Answer.json(entity.information()));
        on("GET", name + "/entityInformation/fields", call -> Answer.json(entity.fieldInformation()));
        on("GET", name + "/{id}", call -> item(entity, call.variable("id"), row -> true));
    }

    /** A missing record is a 404 here; elsewhere it has been seen as no item with 200 (sheet 2). */
    private static Answer item(AutotaskEntity entity, String id, Predicate<ObjectNode> wanted) {
        ObjectNode row = find(entity, id);
        if (row == null || !wanted.test(row)) {
            return Answer.empty(404);
        }
        ObjectNode json = Json.object();
        json.set("item", entity.shown(row));
        return Answer.json(json);
    }

    private static @Nullable ObjectNode find(AutotaskEntity entity, String id) {
        try {
            return entity.table().find(Integer.parseInt(id));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    // ---- tickets ----

    private ObjectNode ticket(Call call) {
        ObjectNode ticket = find(data.tickets, call.variable("parentId"));
        if (ticket == null) {
            throw AutotaskRefusals.because(
                    "Reference value on field: ticketID of type: Ticket does not exist or is invalid");
        }
        return ticket;
    }

    private Answer changeTicket(Call call, boolean whole) {
        ObjectNode wish = body(call, data.tickets);
        ObjectNode ticket = changed(data.tickets, wish);
        ObjectNode values = values(data.tickets, wish, whole);
        ObjectNode before = ticket.deepCopy();
        data.change(data.tickets, ticket, values, tenant.apiResource());
        callouts.updated(data.ticketChanges, before, ticket, tenant.apiResource());
        return made(ticket);
    }

    private Answer addNote(Call call) {
        ObjectNode ticket = ticket(call);
        ObjectNode wish = body(call, data.notes);
        if (wish.path("ticketID").isMissingNode()) {
            wish.put("ticketID", id(ticket));
        }
        if (wish.path("ticketID").asInt(-1) != id(ticket)) {
            throw AutotaskRefusals.because("The ticketID of the note is not the one of its address.");
        }
        // nobody hears of it: there are webhooks for notes, and none in here
        return made(data.note(ticket, values(data.notes, wish, true), tenant.apiResource()));
    }

    // ---- webhooks ----

    private void webhooks(Subject subject) {
        AutotaskEntity webhooks = subject.webhooks();
        read(webhooks);
        read(subject.fields());
        read(subject.excluded());
        String name = webhooks.name();
        on("POST", name, call -> {
            ObjectNode webhook = values(webhooks, body(call, webhooks), true);
            return made(addWebhook(subject, webhook));
        });
        on("PATCH", name, call -> changeWebhook(call, subject, false));
        on("PUT", name, call -> changeWebhook(call, subject, true));
        on("DELETE", name + "/{id}", call -> {
            ObjectNode webhook = required(find(webhooks, call.variable("id")));
            callouts.deactivated(subject, webhook);
            subject.remove(id(webhook));
            return made(webhook);
        });
        children(subject, "Fields", subject.fields(), "fieldID");
        children(subject, "ExcludedResources", subject.excluded(), "resourceID");
    }

    ObjectNode addWebhook(Subject subject, ObjectNode webhook) {
        mustBeAddresses(webhook);
        webhook.put("isReady", false)
                .put("ownerResourceID", tenant.apiResource())
                .put("webhookGUID", UUID.randomUUID().toString());
        for (String flag : List.of(
                "isSubscribedToCreateEvents",
                "isSubscribedToUpdateEvents",
                "isSubscribedToDeleteEvents",
                "sendThresholdExceededNotification")) {
            webhook.put(flag, webhook.path(flag).asBoolean(false));
        }
        return subject.webhooks().table().add(webhook);
    }

    private Answer changeWebhook(Call call, Subject subject, boolean whole) {
        ObjectNode wish = body(call, subject.webhooks());
        ObjectNode webhook = changed(subject.webhooks(), wish);
        ObjectNode values = values(subject.webhooks(), wish, whole);
        mustBeAddresses(values);
        boolean before = webhook.path("isActive").asBoolean(false);
        data.change(subject.webhooks(), webhook, values, tenant.apiResource());
        if (before && !webhook.path("isActive").asBoolean(false)) {
            callouts.deactivated(subject, webhook);
        }
        return made(webhook);
    }

    /** The vendor wants HTTPS on port 443; in here there is nothing but plain HTTP. */
    private static void mustBeAddresses(ObjectNode values) {
        for (String field : List.of("webhookUrl", "deactivationUrl")) {
            if (values.has(field) && !values.path(field).asString("").matches("https?://[^/]+.*")) {
                throw AutotaskRefusals.because("The value of " + field + " is not a valid URL.");
            }
        }
    }

    private void children(Subject subject, String path, AutotaskEntity children, String key) {
        String collection = subject.webhooks().name() + "/{parentId}/" + path;
        on("GET", collection, call -> {
            int webhook = id(parent(call, subject));
            return AutotaskQueries.children(children, row -> Subject.isOf(row, webhook));
        });
        on("GET", collection + "/{id}", call -> {
            int webhook = id(parent(call, subject));
            return item(children, call.variable("id"), row -> Subject.isOf(row, webhook));
        });
        on("POST", collection, call -> {
            int webhook = id(parent(call, subject));
            ObjectNode wish = body(call, children).put("webhookID", webhook);
            ObjectNode child = values(children, wish, true);
            int value = child.path(key).asInt(0);
            ObjectNode there = children.table()
                    .first(row -> Subject.isOf(row, webhook) && row.path(key).asInt(0) == value);
            if (there != null) {
                throw AutotaskRefusals.because("The webhook already has this " + key + ".");
            }
            children.table().add(child);
            subject.settle(webhook);
            return made(child);
        });
        on("DELETE", collection + "/{id}", call -> {
            int webhook = id(parent(call, subject));
            ObjectNode child = required(find(children, call.variable("id")));
            children.table().remove(id(child));
            subject.settle(webhook);
            return made(child);
        });
    }

    private static ObjectNode parent(Call call, Subject subject) {
        return required(find(subject.webhooks(), call.variable("parentId")));
    }

    // ---- shared ----

    private static ObjectNode body(Call call, AutotaskEntity entity) {
        try {
            JsonNode body = Json.read(call.body());
            if (body.isObject()) {
                return entity.spelt(body);
            }
        } catch (JacksonException e) {
            // refused below
        }
        throw AutotaskRefusals.because("The body cannot be read as JSON.");
    }

    /** The record whose id stands in the body. */
    private static ObjectNode changed(AutotaskEntity entity, ObjectNode wish) {
        return required(entity.table().find(wish.path("id").asInt(-1)));
    }

    private static ObjectNode required(@Nullable ObjectNode row) {
        if (row == null) {
            throw AutotaskRefusals.because("No matching records found for the action requested.");
        }
        return row;
    }

    /**
     * The values as they are kept; what is read-only is left out, as the vendor does.
     *
     * @param whole whether fields that were not sent become empty
     */
    private ObjectNode values(AutotaskEntity entity, ObjectNode wish, boolean whole) {
        ObjectNode values = Json.object();
        for (String field : entity.fields().propertyNames()) {
            JsonNode value = wish.path(field);
            boolean sent = !value.isMissingNode();
            if (entity.isReadOnly(field) || (!sent && !whole)) {
                continue;
            }
            if (!sent || value.isNull()) {
                if (entity.isRequired(field)) {
                    throw AutotaskRefusals.because("Missing Required Field: " + field + ".");
                }
                values.putNull(field);
            } else {
                JsonNode checked = entity.checked(field, value);
                data.mustExist(entity, field, checked);
                values.set(field, checked);
            }
        }
        return values;
    }

    /** Every write is answered with 200 and the id, which is a number on the wire. */
    private static Answer made(ObjectNode row) {
        ObjectNode json = Json.object();
        json.set("itemId", IntNode.valueOf(id(row)));
        return Answer.json(json);
    }
}
