package io.countersign.figures;

import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Autotask: one zone, and in it a database for each tenant, in which every ticket exists and nothing was changed lately. */
final class PlayedAutotask implements PlayedPsa {
    private static final String API = "/ATServicesRest/V1.0/";
    private static final Pattern ZONE = Pattern.compile("(?i)/atservicesrest/v1\\.0/zoneInformation");
    private static final Pattern TICKET = Pattern.compile(API + "Tickets/([0-9]+)");
    private static final Pattern CONTACT = Pattern.compile(API + "Contacts/([0-9]+)");
    private static final Pattern COMPANY = Pattern.compile(API + "Companies/([0-9]+)");
    private static final Pattern NOTES = Pattern.compile(API + "Tickets/([0-9]+)/Notes");
    private static final Pattern QUERY = Pattern.compile(API + "[A-Za-z]+/query");
    private static final Pattern FIELDS = Pattern.compile(API + "[A-Za-z]+/entityInformation/fields");
    private static final String KEY = "key-of-the-webhooks-of-the-figures";
    private static final int OUR_RESOURCE = 30_690_001;
    private static final int SOMEBODY = 30_691_780;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What stands beside a change when a webhook shows some usual fields with it: about 1 KB. */
    private static final Map<String, Object> FIELDS_OF_A_TICKET = fieldsOfATicket();

    private final People people;
    private final AtomicLong ids = new AtomicLong(1);

    PlayedAutotask(People people) {
        this.people = people;
    }

    @Override
    public String title() {
        return "Autotask PSA";
    }

    @Override
    public Psa tenant(int number, URI origin) {
        return new Psa.Autotask(
                origin,
                "figures" + number + "@autotask.example",
                new Secret("secret"),
                new Secret("integration-code"),
                List.of(new Secret(KEY)));
    }

    @Override
    public Webhooks webhooks(int number, String hook, URI origin) {
        var signature = new Signature("HmacSHA1", KEY.getBytes(StandardCharsets.UTF_8));
        var sequence = new AtomicLong();
        String guid = "a1da62a4-2c49-40a8-8183-%012d".formatted(number);
        return ticket -> {
            var message = new LinkedHashMap<String, Object>();
            message.put("Action", "Update");
            message.put("Guid", guid);
            message.put("EntityType", "Ticket");
            message.put("Id", ticket);
            message.put("Fields", FIELDS_OF_A_TICKET);
            message.put("EventTime", "2026-01-01T00:00:00Z");
            message.put("SequenceNumber", sequence.incrementAndGet());
            message.put("PersonID", SOMEBODY);
            byte[] body = JSON.writeValueAsBytes(message);
            return Line.post("/webhooks/autotask/" + hook, "X-Hook-Signature: sha1=" + signature.of(body), body);
        };
    }

    @Override
    public @Nullable Answer answer(Request request) {
        String path = request.path();
        var ticket = TICKET.matcher(path);
        var contact = CONTACT.matcher(path);
        var company = COMPANY.matcher(path);
        var onTicket = NOTES.matcher(path);
        if (ticket.matches()) {
            long number = Long.parseLong(ticket.group(1));
            return Answer.readFor(number, "ticket", Map.of("item", ticket(number)));
        } else if (contact.matches()) {
            long number = Long.parseLong(contact.group(1));
            return Answer.readFor(number, "contact", Map.of("item", contact(number)));
        } else if (onTicket.matches() && request.isPost()) {
            return Answer.noteOn(Long.parseLong(onTicket.group(1)), 200, Map.of("itemId", ids.getAndIncrement()));
        } else if (company.matches()) {
            var item = Map.of("id", Long.parseLong(company.group(1)), "companyName", "Customer", "isActive", true);
            return Answer.of("company", Map.of("item", item));
        } else if (path.equals(API + "Resources/query") && request.isPost()) {
            return Answer.of("resources", page(List.of(ourResource(request.body()))));
        } else if (QUERY.matcher(path).matches()) {
            return Answer.of("query", page(List.of()));
        } else if (FIELDS.matcher(path).matches()) {
            return Answer.of("fields", Map.of("fields", picklists()));
        } else if (path.equals(API + "ThresholdInformation")) {
            return Answer.of("threshold", threshold());
        } else if (ZONE.matcher(path).matches()) {
            return Answer.of("zone", zone(request.origin()));
        }
        return null;
    }

    private static Map<String, Object> zone(URI origin) {
        return Map.of(
                "zoneName", "Figures", "url", origin + "/ATServicesRest/", "webUrl", origin + "/", "ci", OUR_RESOURCE);
    }

    private static Map<String, Object> threshold() {
        return Map.of(
                "externalRequestThreshold", 10_000,
                "requestThresholdTimeframe", 60,
                "currentTimeframeRequestCount", 1);
    }

    private static Map<String, Object> page(List<Object> items) {
        return Map.of("items", items, "pageDetails", Map.of("count", items.size(), "requestCount", 500));
    }

    /** Whoever is asked for by name is our API user: no technician takes part. */
    private static Object ourResource(String query) {
        String name = JSON.readTree(query).path("filter").path(0).path("value").asString("");
        return Map.of(
                "id", OUR_RESOURCE, "userName", name, "firstName", "Counter", "lastName", "sign", "isActive", true);
    }

    /** Those of tickets and of their notes in one; fields are told apart by their names. */
    private static List<Map<String, Object>> picklists() {
        return List.of(
                picklist("issueType", Map.of(10, "Account")),
                picklist("noteType", Map.of(1, "Task Summary")),
                picklist("publish", Map.of(1, "All Autotask Users", 2, "Internal Project Team")));
    }

    private static Map<String, Object> picklist(String field, Map<Integer, String> labels) {
        var values = labels.entrySet().stream()
                .map(choice -> choice(choice.getKey(), choice.getValue()))
                .toList();
        return Map.of("name", field, "dataType", "integer", "isPickList", true, "picklistValues", values);
    }

    private static Map<String, Object> choice(int value, String label) {
        return Map.of("value", Integer.toString(value), "label", label, "isActive", true, "isSystem", false);
    }

    private static Map<String, Object> ticket(long number) {
        return Map.of("id", number, "companyID", 1, "contactID", number, "status", 1, "issueType", 10);
    }

    private Map<String, Object> contact(long number) {
        var person = people.ofTicket(number);
        return Map.of(
                "id",
                number,
                "companyID",
                1,
                "firstName",
                "Person",
                "lastName",
                Integer.toString(person.index()),
                "isActive",
                1,
                "emailAddress",
                person.mail(),
                "mobilePhone",
                person.number());
    }

    private static Map<String, Object> fieldsOfATicket() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("TicketNumber", "T20260101.0001");
        fields.put("Title", "Cannot sign in after the change of the password");
        fields.put(
                "Description",
                "Since this morning no sign-in is taken any more. ".repeat(12).strip());
        for (String field : List.of(
                "AccountID",
                "ContactID",
                "AssignedResourceID",
                "AssignedResourceRoleID",
                "ContractID",
                "CreatorResourceID",
                "IssueType",
                "LastActivityResourceID",
                "Priority",
                "QueueID",
                "ServiceLevelAgreementID",
                "Source",
                "Status",
                "SubIssueType",
                "TicketCategory",
                "TicketType")) {
            fields.put(field, 17);
        }
        fields.put("CreateDate", "2026-01-01T00:00:00Z");
        fields.put("DueDateTime", "2026-01-02T00:00:00Z");
        return fields;
    }
}
