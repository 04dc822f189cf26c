package io.countersign.sandbox;

import static io.countersign.sandbox.ConnectWiseData.id;
import static io.countersign.sandbox.ConnectWiseData.reference;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** The vendor's REST interface, as far as somebody who verifies callers would use it. */
final class ConnectWiseRest {
    private static final String CODEBASE = "v4_6_release";

    /** Which levels a callback may be registered for (sheet 2.1). */
    private static final Map<String, Set<String>> LEVELS = Map.of(
            "ticket", Set.of("owner", "board", "status", "project", "phase", "ticket", "integratortag"),
            "contact", Set.of("owner", "type", "territory", "company", "contact"),
            "company", Set.of("owner", "status", "type", "territory", "company", "integratortag"),
            "member", Set.of("owner", "location", "securityrole", "member"));

    private final ConnectWiseTenant tenant;
    private final ConnectWiseData data;
    private final ConnectWiseLogins logins;
    private final ConnectWiseCallbacks callbacks;
    private final ConnectWiseRights rights;
    private final Routes open = new Routes();
    private final Routes api = new Routes();

    ConnectWiseRest(
            ConnectWiseTenant tenant,
            ConnectWiseData data,
            ConnectWiseLogins logins,
            ConnectWiseCallbacks callbacks,
            ConnectWiseRights rights) {
        this.tenant = tenant;
        this.data = data;
        this.logins = logins;
        this.callbacks = callbacks;
        this.rights = rights;
        open.on("GET", "login/companyinfo/{company}", this::companyInfo);
        open.on("GET", CODEBASE + "/system/callbackkey/index.rails", this::callbackKey);
        tickets();
        contacts();
        setUp();
    }

    static boolean isFor(Call call) {
        return call.startsWith("login", "companyinfo")
                || call.startsWith(CODEBASE)
                || (call.path().size() > 2 && call.path().subList(1, 3).equals(List.of("apis", "3.0")));
    }

    /** Verb and collection, e.g. {@code GET tickets}; ids are left out. */
    static String name(Call call) {
        if (call.startsWith("login", "companyinfo")) {
            return call.method() + " companyinfo";
        }
        if (call.startsWith(CODEBASE, "system", "callbackkey")) {
            return call.method() + " callbackkey";
        }
        List<String> words = call.path().stream()
                .filter(segment -> !segment.matches("\\d+"))
                .map(segment -> segment.toLowerCase(Locale.ROOT))
                .toList();
        String last = words.getLast();
        boolean ofCollection = words.size() > 1 && (last.equals("count") || last.equals("search"));
        return call.method() + " " + (ofCollection ? words.get(words.size() - 2) + "/" + last : last);
    }

    Answer answer(Call call) {
        synchronized (data) {
            Answer known = open.answer(call);
            return known == null ? asVendor(call, answerApi(call)) : known;
        }
    }

    private Answer answerApi(Call call) {
        if (!call.startsWith(CODEBASE, "apis", "3.0")
                || call.path().subList(3, call.path().size()).contains("apis")) {
            return Answer.json(400, Payload.json("connectwise/cannot-route.json"));
        }
        String caller = logins.caller(call);
        if (caller == null) {
            return Answer.json(401, Payload.json("connectwise/not-authenticated.json"));
        }
        Answer refused =
                rights.refused(call, caller, call.path().subList(3, call.path().size()));
        if (refused != null) {
            return refused;
        }
        boolean writes = !call.method().equals("GET") && !call.method().equals("DELETE");
        if (writes && !call.isJson()) {
            return Answer.empty(415);
        }
        Answer answer = api.answer(call.by(caller));
        return answer == null ? Answer.json(404, Payload.json("connectwise/endpoint-does-not-exist.json")) : answer;
    }

    /** Which content type a live server gives to a versioned Accept header is not verified (sheet 7); this is the one that clients trip over. */
    private static Answer asVendor(Call call, Answer answer) {
        String accept = call.header("accept");
        boolean versioned = accept != null && accept.contains("application/vnd.connectwise.com+json");
        Answer typed = answer.headers().containsKey("Content-Type") && versioned
                ? answer.with("Content-Type", "application/vnd.connectwise.com+json; version=2025.1")
                : answer;
        return typed.with("x-cw-request-id", UUID.randomUUID().toString())
                .with("api-current-version", "2025.1")
                .with("x-server-name", "SANDBOX");
    }

    /** What a fault of the sandbox looks like from outside; 5xx is HTML, which clients must survive (sheet 1.7). */
    static Answer refusal(int status, @Nullable Integer retryAfter) {
        return switch (status) {
            case 400 -> Answer.json(400, Payload.json("connectwise/cannot-route.json"));
            case 401 -> Answer.json(401, Payload.json("connectwise/not-authenticated.json"));
            case 403 -> Answer.json(403, Payload.json("connectwise/forbidden.json"));
            case 404 -> Answer.json(404, Payload.json("connectwise/endpoint-does-not-exist.json"));
            case 409 -> Answer.json(409, Payload.json("connectwise/record-in-use.json"));
            case 429 ->
                Answer.json(
                        429,
                        Payload.json(
                                "connectwise/too-many-requests.json",
                                "seconds",
                                Integer.toString(retryAfter == null ? 30 : retryAfter)));
            default ->
                status >= 500
                        ? Answer.html(status, Payload.text("connectwise/server-error.html"))
                        : Answer.json(
                                status,
                                Payload.json("connectwise/other-error.json", "status", Integer.toString(status)));
        };
    }

    // ---- without credentials ----

    private Answer companyInfo(Call call) {
        boolean known = call.variable("company").equalsIgnoreCase(tenant.companyId());
        String site = URI.create(tenant.uiOrigin()).getAuthority();
        return Answer.json(
                200,
                known
                        ? Payload.json("connectwise/company-info.json", "company", tenant.companyId(), "site", site)
                        : "null");
    }

    private Answer callbackKey(Call call) {
        boolean known = tenant.companyId().equals(call.query().get("companyName"))
                && tenant.keyId().equals(call.query().get("id"));
        // the content type is nothing to rely on (sheet 2.3)
        return known
                ? Answer.of(
                        200,
                        "text/plain; charset=utf-8",
                        Json.write(Json.object().put("signing_key", tenant.signingKey())))
                : Answer.empty(404);
    }

    // ---- service ----

    private void tickets() {
        on("GET", "service/tickets", call -> list(call, "ticket", data.tickets.all()));
        on("GET", "service/tickets/count", call -> ConnectWiseLists.count(call, "ticket", data.tickets.all()));
        on("POST", "service/tickets/search", this::searchTickets);
        on("POST", "service/tickets", this::addTicket);
        on("GET", "service/tickets/{id}", call -> one(call, rights.seen(ticket(call), call.caller())));
        on("PATCH", "service/tickets/{id}", this::patchTicket);
        on(
                "GET",
                "service/tickets/{id}/notes",
                call -> list(call, "note", notes(call).all()));
        on(
                "GET",
                "service/tickets/{id}/notes/count",
                call -> ConnectWiseLists.count(call, "note", notes(call).all()));
        on(
                "GET",
                "service/tickets/{id}/allNotes",
                call -> list(call, "note", notes(call).all()));
        on("GET", "service/tickets/{id}/notes/{noteId}", call -> one(call, note(call)));
        on("POST", "service/tickets/{id}/notes", this::addNote);
        on("DELETE", "service/tickets/{id}/notes/{noteId}", call -> {
            notes(call).remove(id(note(call)));
            return Answer.empty(204);
        });
        on("GET", "service/tickets/{id}/configurations", call -> {
            ticket(call);
            return list(call, "ticket", List.of());
        });
        on("GET", "service/boards", call -> list(call, "board", data.boards.all()));
        on("GET", "service/boards/{id}", call -> one(call, find(call, data.boards, "Board", "id")));
        on("GET", "service/boards/{id}/statuses", call -> list(call, "boardStatus", ofBoard(call, data.statuses)));
        on("GET", "service/boards/{id}/types", call -> list(call, "boardType", ofBoard(call, data.types)));
    }

    private List<ObjectNode> ofBoard(Call call, Table table) {
        int board = id(find(call, data.boards, "Board", "id"));
        return table.all().stream()
                .filter(row -> row.path("board").path("id").asInt(0) == board)
                .toList();
    }

    private ObjectNode ticket(Call call) {
        return find(call, data.tickets, "Ticket", "id");
    }

    private Table notes(Call call) {
        return data.notesOf(id(ticket(call)));
    }

    private ObjectNode note(Call call) {
        return find(call, notes(call), "Note", "noteId");
    }

    /** The body stands for the query; two of its keys are all lower case (sheet 1.5). */
    private Answer searchTickets(Call call) {
        JsonNode filter = body(call);
        var query = new HashMap<>(call.query());
        Map.of(
                        "conditions", "conditions",
                        "orderBy", "orderBy",
                        "childconditions", "childConditions",
                        "customfieldconditions", "customFieldConditions")
                .forEach((in, as) -> {
                    if (filter.path(in).isString()) {
                        query.put(as, filter.path(in).stringValue());
                    }
                });
        return ConnectWiseLists.answer(call.asking(query), tenant.uiOrigin(), "ticket", data.tickets.all());
    }

    private Answer addTicket(Call call) {
        JsonNode wish = body(call);
        mustHave(wish, "ticket", "summary", "company");
        ObjectNode ticket = data.ticket(null, "", "Request", caller(call));
        try {
            for (var field : wish.properties()) {
                setOnTicket(ticket, field.getKey(), field.getValue());
            }
        } catch (Refusal refusal) {
            data.tickets.remove(id(ticket));
            throw refusal;
        }
        callbacks.changed("ticket", ticket, "added", caller(call));
        return created(call, ticket);
    }

    private Answer patchTicket(Call call) {
        ObjectNode ticket = ticket(call);
        ObjectNode patched = ticket.deepCopy();
        for (JsonNode operation : operations(call)) {
            String path = path(operation);
            if (path.indexOf('/') < 0) {
                setOnTicket(patched, path, value(operation));
            }
            // else: inside an object; answered with 200 and changes nothing (sheet 1.6)
        }
        data.stamp(patched, caller(call));
        data.tickets.add(patched);
        callbacks.changed("ticket", patched, "updated", caller(call));
        return one(call, patched);
    }

    private void setOnTicket(ObjectNode ticket, String field, JsonNode value) {
        if (!ConnectWiseLists.knows("ticket", field)) {
            throw invalid("ticket", field, "There is no field " + field + ".");
        }
        switch (field) {
            case "id", "_info", "closedFlag", "recordType" -> {
                // read-only
            }
            case "summary" -> {
                String summary = value.asString("").strip();
                if (summary.isEmpty() || summary.length() > 100) {
                    throw invalid("ticket", field, "The summary must have 1 to 100 characters.");
                }
                ticket.put("summary", summary);
            }
            case "status" -> {
                ObjectNode status = referred(data.statuses, value, "ticket", field);
                if (id(status.path("board")) != id(ticket.path("board"))) {
                    throw invalid("ticket", field, "The status does not belong to the board of the ticket.");
                }
                data.setStatus(ticket, status);
            }
            case "board" -> {
                ObjectNode board = referred(data.boards, value, "ticket", field);
                ticket.set("board", reference(board));
                data.setStatus(ticket, ConnectWiseData.required(data.status(id(board), "New")));
            }
            case "type" -> ticket.set("type", reference(referred(data.types, value, "ticket", field)));
            case "company" ->
                ticket.set("company", data.companyReference(id(referred(data.companies, value, "ticket", field))));
            case "contact" ->
                data.setContact(ticket, value.isNull() ? null : referred(data.contacts, value, "ticket", field));
            case "owner" -> {
                ObjectNode member = referred(data.members, value, "ticket", field);
                ticket.set("owner", memberReference(member));
            }
            default -> set(ticket, field, value);
        }
    }

    private static void set(ObjectNode record, String field, JsonNode value) {
        if (value.isNull()) {
            record.remove(field);
        } else {
            record.set(field, value.deepCopy());
        }
    }

    private Answer addNote(Call call) {
        ObjectNode ticket = ticket(call);
        JsonNode wish = body(call);
        mustHave(wish, "serviceNote", "text");
        List<String> places = List.of("detailDescriptionFlag", "internalAnalysisFlag", "resolutionFlag");
        if (places.stream().noneMatch(place -> wish.path(place).asBoolean(false))) {
            throw new Refusal(Answer.json(400, Payload.json("connectwise/note-without-place.json")));
        }
        ObjectNode note = Json.object();
        note.put("text", wish.path("text").asString(""));
        for (String place : places) {
            note.put(place, wish.path(place).asBoolean(false));
        }
        boolean internal = wish.path("internalAnalysisFlag").asBoolean(false);
        note.put("issueFlag", false).put("internalFlag", internal).put("externalFlag", !internal);
        note.put("processNotifications", wish.path("processNotifications").asBoolean(false));
        String author = caller(call);
        if (wish.path("member").isObject()) {
            ObjectNode member = referred(data.members, wish.path("member"), "serviceNote", "member");
            if (member.path("inactiveFlag").asBoolean(false)) {
                throw invalid("serviceNote", "member", "The member is inactive.");
            }
            note.set("member", memberReference(member));
        } else {
            ObjectNode member = data.member(author);
            if (member != null) {
                note.set("member", memberReference(member));
            }
        }
        data.note(ticket, note, author);
        // assumed: a note is a change of its ticket (sheet 2.5 does not know)
        callbacks.changed("ticket", ticket, "updated", author);
        return created(call, note);
    }

    private static ObjectNode memberReference(ObjectNode member) {
        return Json.object()
                .put("id", id(member))
                .put("identifier", member.path("identifier").asString(""))
                .put("name", fullName(member));
    }

    private static String fullName(ObjectNode member) {
        return member.path("firstName").asString("") + " "
                + member.path("lastName").asString("");
    }

    // ---- company ----

    private void contacts() {
        on("GET", "company/contacts", call -> list(call, "contact", data.contacts.all()));
        on("GET", "company/contacts/count", call -> ConnectWiseLists.count(call, "contact", data.contacts.all()));
        on("POST", "company/contacts", this::addContact);
        on("GET", "company/contacts/{id}", call -> one(call, rights.seen(contact(call), call.caller())));
        on("PATCH", "company/contacts/{id}", this::patchContact);
        on(
                "GET",
                "company/contacts/{id}/communications",
                call -> list(call, "communication", data.communicationsOf(contact(call))));
        on("GET", "company/contacts/{id}/communications/{itemId}", call -> {
            String wanted = call.variable("itemId");
            return data.communicationsOf(contact(call)).stream()
                    .filter(item -> item.path("id").asString("").equals(wanted))
                    .findFirst()
                    .map(item -> one(call, item))
                    .orElseGet(() -> notFound("Communication", wanted));
        });
        on("GET", "company/communicationTypes", call -> list(call, "communicationType", data.communicationTypes.all()));
        on(
                "GET",
                "company/communicationTypes/{id}",
                call -> one(call, find(call, data.communicationTypes, "CommunicationType", "id")));
        on("GET", "company/companies", call -> list(call, "company", data.companies.all()));
        on("GET", "company/companies/count", call -> ConnectWiseLists.count(call, "company", data.companies.all()));
        on("GET", "company/companies/{id}", call -> one(call, find(call, data.companies, "Company", "id")));
        on("GET", "company/companies/{id}/sites", call -> {
            ObjectNode company = find(call, data.companies, "Company", "id");
            ObjectNode site = (ObjectNode) company.path("site").deepCopy();
            return list(
                    call, "site", List.of(site.put("primaryAddressFlag", true).put("inactiveFlag", false)));
        });
        on("GET", "company/configurations", call -> list(call, "company", List.of()));
    }

    private ObjectNode contact(Call call) {
        return find(call, data.contacts, "Contact", "id");
    }

    private Answer addContact(Call call) {
        JsonNode wish = body(call);
        mustHave(wish, "contact", "firstName");
        int company = wish.path("company").isObject()
                ? id(referred(data.companies, wish.path("company"), "contact", "company"))
                : 1;
        ObjectNode contact = data.contact(
                null, wish.path("firstName").asString(""), wish.path("lastName").asString(""), company);
        if (wish.path("communicationItems") instanceof ArrayNode items) {
            setItems(contact, items);
        }
        data.stamp(contact, caller(call));
        callbacks.changed("contact", contact, "added", caller(call));
        return created(call, contact);
    }

    private void setItems(ObjectNode contact, ArrayNode wished) {
        ArrayNode items = Json.array();
        for (JsonNode wish : wished) {
            ObjectNode type = referred(data.communicationTypes, wish.path("type"), "contact", "communicationItems");
            boolean email = type.path("emailFlag").asBoolean(false);
            ObjectNode item = wish.deepCopy().isObject() ? (ObjectNode) wish.deepCopy() : Json.object();
            if (!item.has("id")) {
                item.put("id", data.nextItem());
            }
            item.set(
                    "type",
                    Json.object()
                            .put("id", id(type))
                            .put("name", type.path("description").asString("")));
            item.put("communicationType", email ? "Email" : type.path("faxFlag").asBoolean(false) ? "Fax" : "Phone");
            items.add(item);
        }
        contact.set("communicationItems", items);
        data.defaultPhone(contact);
    }

    private Answer patchContact(Call call) {
        ObjectNode contact = contact(call).deepCopy();
        for (JsonNode operation : operations(call)) {
            String path = path(operation);
            String[] parts = path.split("/", -1);
            if (parts.length == 3 && parts[0].equals("communicationItems") && parts[1].matches("\\d{1,4}")) {
                // the one way into a record that works: an element of the contact's points (sheet 1.6)
                JsonNode item = contact.path("communicationItems").path(Integer.parseInt(parts[1]));
                if (item instanceof ObjectNode point) {
                    set(point, parts[2], value(operation));
                    data.defaultPhone(contact);
                }
            } else if (path.equals("communicationItems") && value(operation) instanceof ArrayNode items) {
                setItems(contact, items);
            } else if (path.equals("company")) {
                contact.set(
                        "company",
                        data.companyReference(id(referred(data.companies, value(operation), "contact", path))));
            } else if (parts.length == 1 && !path.equals("id") && ConnectWiseLists.knows("contact", path)) {
                set(contact, path, value(operation));
            }
        }
        data.stamp(contact, caller(call));
        data.contacts.add(contact);
        callbacks.changed("contact", contact, "updated", caller(call));
        return one(call, contact);
    }

    // ---- system ----

    private void setUp() {
        on("GET", "system/info", call -> Answer.json(200, Payload.json("connectwise/system-info.json")));
        on("GET", "system/info/members", call -> list(call, "memberInfo", memberInfos()));
        on("GET", "system/info/members/{id}", call -> one(call, memberInfo(find(call, data.members, "Member", "id"))));
        on("GET", "system/members", call -> list(call, "member", data.members.all()));
        on("GET", "system/members/count", call -> ConnectWiseLists.count(call, "member", data.members.all()));
        on("GET", "system/members/{id}", call -> one(call, find(call, data.members, "Member", "id")));
        on("GET", "system/callbacks", call -> list(call, "callback", data.callbacks.all()));
        on("GET", "system/callbacks/count", call -> ConnectWiseLists.count(call, "callback", data.callbacks.all()));
        on("POST", "system/callbacks", this::addCallback);
        on("GET", "system/callbacks/{id}", call -> one(call, callback(call)));
        on("PATCH", "system/callbacks/{id}", this::patchCallback);
        on("DELETE", "system/callbacks/{id}", call -> {
            data.callbacks.remove(id(callback(call)));
            return Answer.empty(204);
        });
        on("GET", "system/connectWiseHostedScreens", call -> list(call, "hostedScreen", data.hostedScreens.all()));
        on("GET", "system/connectwisehostedsetups", call -> list(call, "hostedSetup", data.hostedSetups.all()));
        on("POST", "system/connectwisehostedsetups", this::addHostedSetup);
        on("GET", "system/connectwisehostedsetups/{id}", call -> one(call, hostedSetup(call)));
        on("PATCH", "system/connectwisehostedsetups/{id}", call -> {
            ObjectNode setup = patched(call, hostedSetup(call), "hostedSetup");
            data.hostedSetups.add(setup);
            return one(call, setup);
        });
        on("DELETE", "system/connectwisehostedsetups/{id}", call -> {
            data.hostedSetups.remove(id(hostedSetup(call)));
            return Answer.empty(204);
        });
        on("GET", "system/userDefinedFields", call -> list(call, "hostedSetup", List.of()));
    }

    private Collection<ObjectNode> memberInfos() {
        return data.members.all().stream().map(ConnectWiseRest::memberInfo).toList();
    }

    private static ObjectNode memberInfo(ObjectNode member) {
        ObjectNode info = Json.object();
        for (String field : List.of("id", "identifier", "firstName", "lastName", "licenseClass", "inactiveFlag")) {
            info.set(field, member.path(field));
        }
        return info.put("fullName", fullName(member))
                .put("defaultEmail", member.path("primaryEmail").asString(""));
    }

    private ObjectNode callback(Call call) {
        ObjectNode callback = data.callbacks.find(number(call.variable("id")));
        if (callback == null) {
            // unlike other records: an unknown callback reads as an unknown route (sheet 1.7)
            throw new Refusal(Answer.json(404, Payload.json("connectwise/endpoint-does-not-exist.json")));
        }
        return callback;
    }

    private ObjectNode hostedSetup(Call call) {
        return find(call, data.hostedSetups, "ConnectWiseHostedSetup", "id");
    }

    private Answer addCallback(Call call) {
        JsonNode wish = body(call);
        mustHave(wish, "callbackEntry", "url", "objectId", "type", "level");
        ObjectNode callback = known(wish, "callback");
        checkCallback(callback, null);
        callback.put("memberId", id(ConnectWiseData.required(data.member(tenant.apiMember()))));
        for (String flag : List.of("inactiveFlag", "isSoapCallbackFlag", "isSelfSuppressedFlag")) {
            callback.put(flag, wish.path(flag).asBoolean(false));
        }
        callback.put("connectWiseID", UUID.randomUUID().toString());
        data.callbacks.add(callback);
        data.stamp(callback, caller(call));
        return created(call, callback);
    }

    private Answer patchCallback(Call call) {
        ObjectNode callback = callback(call);
        ObjectNode patched = patched(call, callback, "callback");
        checkCallback(patched, id(callback));
        data.stamp(patched, caller(call));
        data.callbacks.add(patched);
        return one(call, patched);
    }

    private void checkCallback(ObjectNode callback, @Nullable Integer own) {
        String url = callback.path("url").asString("");
        // the vendor's cloud also refuses plain http and localhost; in here there is nothing else
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw invalid("callbackEntry", "url", "Invalid URL");
        }
        String type = callback.path("type").asString("").toLowerCase(Locale.ROOT);
        String level = callback.path("level").asString("").toLowerCase(Locale.ROOT);
        if (!LEVELS.containsKey(type)) {
            throw invalid("callbackEntry", "type", "Unrecognized type " + type);
        }
        if (!LEVELS.getOrDefault(type, Set.of()).contains(level)) {
            throw invalid("callbackEntry", "level", "Unrecognized level for type " + type);
        }
        if (level.equals("owner")) {
            callback.put("objectId", 1); // whatever was asked for (sheet 2.1, recorded exchange)
        }
        boolean exists = data.callbacks.all().stream()
                .anyMatch(other -> (own == null || id(other) != own)
                        && other.path("url").asString("").equals(url)
                        && other.path("type").asString("").equalsIgnoreCase(type)
                        && other.path("level").asString("").equalsIgnoreCase(level)
                        && other.path("objectId").asInt(0)
                                == callback.path("objectId").asInt(0));
        if (exists) {
            throw new Refusal(Answer.json(400, Payload.json("connectwise/callback-exists.json")));
        }
    }

    private Answer addHostedSetup(Call call) {
        JsonNode wish = body(call);
        mustHave(wish, "connectWiseHostedSetup", "screenId", "description", "url", "type");
        if (data.hostedScreens.find(wish.path("screenId").asInt(0)) == null) {
            throw invalid("connectWiseHostedSetup", "screenId", "There is no such screen.");
        }
        if (!Set.of("Tab", "Pod", "ToolbarButton").contains(wish.path("type").asString(""))) {
            throw invalid("connectWiseHostedSetup", "type", "The type is Tab, Pod or ToolbarButton.");
        }
        ObjectNode setup = known(wish, "hostedSetup");
        setup.put("disabledFlag", wish.path("disabledFlag").asBoolean(false));
        setup.put("createdBy", caller(call)).put("dateCreated", ConnectWiseData.now());
        data.hostedSetups.add(setup);
        data.stamp(setup, caller(call));
        return created(call, setup);
    }

    // ---- shared ----

    private void on(String method, String pattern, Function<Call, Answer> handler) {
        api.on(method, CODEBASE + "/apis/3.0/" + pattern, handler);
    }

    private Answer list(Call call, String kind, Collection<ObjectNode> records) {
        var seen = records.stream()
                .map(record -> rights.seen(record, call.caller()))
                .toList();
        return ConnectWiseLists.answer(call, tenant.uiOrigin(), kind, seen);
    }

    private static Answer one(Call call, ObjectNode record) {
        return Answer.json(ConnectWiseLists.fields(record, call.query().get("fields")));
    }

    private static Answer created(Call call, ObjectNode record) {
        Answer answer = one(call, record);
        return new Answer(201, answer.headers(), answer.body(), false);
    }

    private static ObjectNode find(Call call, Table table, String resource, String variable) {
        String text = call.variable(variable);
        ObjectNode record = table.find(number(text));
        if (record == null) {
            throw new Refusal(notFound(resource, text));
        }
        return record;
    }

    private static Answer notFound(String resource, String id) {
        return Answer.json(404, Payload.json("connectwise/record-not-found.json", "resource", resource, "id", id));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Refusal(Answer.json(404, Payload.json("connectwise/endpoint-does-not-exist.json")));
        }
    }

    private static String caller(Call call) {
        String caller = call.caller();
        if (caller == null) {
            throw new IllegalStateException("no caller");
        }
        return caller;
    }

    private static JsonNode body(Call call) {
        try {
            JsonNode body = Json.read(call.body());
            if (body.isObject()) {
                return body;
            }
        } catch (JacksonException e) {
            // refused below
        }
        throw new Refusal(Answer.json(400, Payload.json("connectwise/body-unreadable.json")));
    }

    private static List<JsonNode> operations(Call call) {
        var operations = new ArrayList<JsonNode>();
        try {
            if (Json.read(call.body()) instanceof ArrayNode array) {
                for (JsonNode operation : array) {
                    if (!Set.of("add", "replace", "remove")
                                    .contains(operation.path("op").asString(""))
                            || !operation.path("path").isString()) {
                        throw new Refusal(Answer.json(400, Payload.json("connectwise/body-unreadable.json")));
                    }
                    operations.add(operation);
                }
                return operations;
            }
        } catch (JacksonException e) {
            // refused below
        }
        throw new Refusal(Answer.json(400, Payload.json("connectwise/body-unreadable.json")));
    }

    /** With or without a leading slash, both are seen in the field (sheet 1.6). */
    private static String path(JsonNode operation) {
        String path = operation.path("path").asString("");
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static JsonNode value(JsonNode operation) {
        return operation.path("op").asString("").equals("remove")
                        || operation.path("value").isMissingNode()
                ? NullNode.getInstance()
                : operation.path("value");
    }

    private static ObjectNode patched(Call call, ObjectNode record, String kind) {
        ObjectNode patched = record.deepCopy();
        for (JsonNode operation : operations(call)) {
            String path = path(operation);
            if (!path.equals("id") && ConnectWiseLists.knows(kind, path)) {
                set(patched, path, value(operation));
            }
        }
        return patched;
    }

    private static ObjectNode known(JsonNode wish, String kind) {
        ObjectNode record = Json.object();
        for (var field : wish.properties()) {
            if (!field.getKey().equals("id")
                    && !field.getValue().isNull()
                    && ConnectWiseLists.knows(kind, field.getKey())) {
                record.set(field.getKey(), field.getValue());
            }
        }
        return record;
    }

    private static void mustHave(JsonNode wish, String resource, String... fields) {
        for (String field : fields) {
            JsonNode value = wish.path(field);
            if (value.isMissingNode()
                    || value.isNull()
                    || (value.isString() && value.stringValue().isBlank())) {
                throw new Refusal(Answer.json(
                        400,
                        Payload.json("connectwise/required-field-missing.json", "resource", resource, "field", field)));
            }
        }
    }

    /** A reference on the way in: by id, or by identifier or name where there is no id. */
    private static ObjectNode referred(Table table, JsonNode reference, String resource, String field) {
        ObjectNode found;
        if (reference.path("id").isIntegralNumber()) {
            found = table.find(reference.path("id").asInt(0));
        } else {
            String identifier = reference.path("identifier").asString("");
            String name = reference.path("name").asString("");
            found = table.first(row -> identifier.isEmpty()
                    ? !name.isEmpty() && row.path("name").asString("").equalsIgnoreCase(name)
                    : row.path("identifier").asString("").equalsIgnoreCase(identifier));
        }
        if (found == null) {
            throw invalid(resource, field, "The " + field + " cannot be found.");
        }
        return found;
    }

    private static Refusal invalid(String resource, String field, String message) {
        return new Refusal(Answer.json(
                400,
                Payload.json(
                        "connectwise/field-invalid.json", "resource", resource, "field", field, "message", message)));
    }
}
