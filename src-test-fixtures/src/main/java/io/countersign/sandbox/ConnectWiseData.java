package io.countersign.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything the tenant's ConnectWise remembers, seeded as a small help desk. Whoever reads or writes holds the lock of this object; what leaves it as a JSON tree
 * is written out before the lock is given back.
 */
final class ConnectWiseData {
    /** What the sandbox makes on wish counts from here, clear of the seeds. */
    private static final int FIRST_MADE = 1001;

    static final int EMAIL = 1;
    static final int DIRECT = 2;
    static final int MOBILE = 4;

    final Table tickets = new Table(FIRST_MADE);
    final Table contacts = new Table(FIRST_MADE);
    final Table companies = new Table(3);
    final Table boards = new Table(3);
    final Table statuses = new Table(21);
    final Table types = new Table(21);
    final Table members = new Table(FIRST_MADE);
    final Table communicationTypes = new Table(11);
    final Table callbacks = new Table(1);
    final Table hostedSetups = new Table(1);
    final Table hostedScreens = new Table(1);

    private final Map<Integer, Table> notes = new HashMap<>();
    private final String apiRoot;
    private int nextNote = 1;
    private int nextItem = 1;

    private volatile Duration passed = Duration.ZERO;

    ConnectWiseData(ConnectWiseTenant tenant) {
        apiRoot = tenant.apiRoot();
        seed(tenant);
    }

    private void seed(ConnectWiseTenant tenant) {
        company(1, "SandboxCustomer", "Sandbox Customer");
        company(2, "OtherCustomer", "Other Customer");
        board(1, "Service Desk");
        board(2, "Alerts");
        member(101, tenant.apiMember(), "Countersign", "API", "A", false);
        member(102, "jdoe", "J.", "Doe", "F", false);
        member(103, "asmith", "A.", "Smith", "F", false);
        member(104, "former", "Former", "Member", "F", true);
        communicationType(EMAIL, "Email", "emailFlag");
        communicationType(DIRECT, "Direct", "phoneFlag");
        communicationType(3, "Fax", "faxFlag");
        communicationType(MOBILE, "Mobile", "phoneFlag");
        for (String screen : List.of("Company", "Contact", "Sales Order", "Service Ticket")) {
            hostedScreens.add(Json.object()
                    .put("screenId", screen.toLowerCase(Locale.ROOT).replace(" ", ""))
                    .put("name", screen));
        }
        ObjectNode sample = contact(1, "Sample", "User", 1);
        setPoint(sample, MOBILE, "+19075550187");
        setPoint(sample, EMAIL, "sample.user@customer.example");
        contact(2, "All", "Users", 1);
        ObjectNode first = ticket(1, "Locked out of my account", "Password Reset", "jdoe");
        setContact(first, sample);
        ticket(2, "Printer on the second floor is offline", "Request", "jdoe");
        ObjectNode third = ticket(3, "Quarterly maintenance window", "Request", "jdoe");
        setContact(third, contacts.find(2));
    }

    private void company(int id, String identifier, String name) {
        ObjectNode company = Json.object().put("id", id).put("identifier", identifier);
        company.put("name", name).put("deletedFlag", false);
        company.set("status", Json.object().put("id", 1).put("name", "Active"));
        company.set("site", Json.object().put("id", id).put("name", "Main"));
        companies.add(company);
        stamp(company, "jdoe");
    }

    ObjectNode company(String name, @Nullable String phone) {
        ObjectNode company = Json.object().put("name", name).put("deletedFlag", false);
        companies.add(company);
        company.put("identifier", "Company" + id(company));
        company.set("status", Json.object().put("id", 1).put("name", "Active"));
        company.set("site", Json.object().put("id", id(company)).put("name", "Main"));
        if (phone != null) {
            company.put("phoneNumber", phone);
        }
        stamp(company, "jdoe");
        return company;
    }

    private void board(int id, String name) {
        ObjectNode board = Json.object().put("id", id).put("name", name);
        boards.add(board.put("inactiveFlag", false).put("projectFlag", false));
        List<String> names = List.of("New", "In Progress", "Closed");
        for (int i = 0; i < names.size(); i++) {
            boolean closed = names.get(i).equals("Closed");
            ObjectNode status = Json.object().put("id", (id - 1) * 10 + i + 1).put("name", names.get(i));
            status.set("board", reference(board));
            statuses.add(status.put("sortOrder", i)
                    .put("displayOnBoard", !closed)
                    .put("inactive", false)
                    .put("closedStatus", closed)
                    .put("defaultFlag", i == 0));
        }
        List<String> kinds = List.of("Password Reset", "MFA Reset", "Account Change", "Request", "Incident");
        for (int i = 0; i < kinds.size(); i++) {
            ObjectNode type = Json.object().put("id", (id - 1) * 10 + i + 1).put("name", kinds.get(i));
            type.set("board", reference(board));
            types.add(type.put("inactiveFlag", false).put("defaultFlag", false));
        }
    }

    private void member(int id, String identifier, String first, String last, String licence, boolean inactive) {
        members.add(Json.object()
                .put("id", id)
                .put("identifier", identifier)
                .put("firstName", first)
                .put("lastName", last)
                .put("licenseClass", licence)
                .put("inactiveFlag", inactive)
                .put("primaryEmail", identifier + "@msp.example")
                .put("officeEmail", identifier + "@msp.example")
                .put("defaultEmail", "Office"));
    }

    private void communicationType(int id, String description, String flag) {
        ObjectNode type = Json.object().put("id", id).put("description", description);
        type.put("phoneFlag", false).put("faxFlag", false).put("emailFlag", false);
        communicationTypes.add(type.put(flag, true).put("defaultFlag", id <= 3));
    }

    ObjectNode contact(@Nullable Integer id, String firstName, String lastName, int companyId) {
        ObjectNode contact = Json.object();
        if (id != null) {
            contact.put("id", id);
        }
        contacts.add(contact.put("firstName", firstName).put("lastName", lastName));
        contact.set("company", companyReference(companyId));
        contact.put("inactiveFlag", false).put("defaultFlag", false);
        contact.set("communicationItems", Json.array());
        contact.set("types", Json.array());
        contact.set("customFields", Json.array());
        stamp(contact, "jdoe");
        return contact;
    }

    ObjectNode ticket(@Nullable Integer id, String summary, String type, String by) {
        ObjectNode ticket = Json.object();
        if (id != null) {
            ticket.put("id", id);
        }
        tickets.add(ticket.put("summary", summary).put("recordType", "ServiceTicket"));
        ObjectNode board = required(boards.find(1));
        ticket.set("board", reference(board));
        setStatus(ticket, required(status(1, "New")));
        ticket.set("company", companyReference(1));
        ticket.set("type", reference(required(types.first(row -> isNamed(row, 1, type)))));
        ticket.set("priority", Json.object().put("id", 3).put("name", "Priority 3 - Normal"));
        ticket.put("severity", "Medium").put("impact", "Medium");
        ticket.put("processNotifications", true);
        ticket.set("customFields", Json.array());
        stamp(ticket, by);
        return ticket;
    }

    /** Gives the contact its one e-mail address or mobile number; null takes it away. */
    void setPoint(ObjectNode contact, int type, @Nullable String value) {
        ArrayNode items = (ArrayNode) contact.get("communicationItems");
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i).path("type").path("id").asInt(0) == type) {
                items.remove(i);
            }
        }
        if (value != null) {
            ObjectNode kind = required(communicationTypes.find(type));
            ObjectNode item = Json.object().put("id", nextItem++);
            item.set(
                    "type",
                    Json.object()
                            .put("id", type)
                            .put("name", kind.get("description").stringValue()));
            item.put("value", value).put("defaultFlag", true);
            if (type == EMAIL) {
                int at = value.indexOf('@');
                item.put("domain", at < 0 ? "" : value.substring(at));
            }
            items.add(item.put("communicationType", type == EMAIL ? "Email" : "Phone"));
        }
        defaultPhone(contact);
    }

    void defaultPhone(ObjectNode contact) {
        contact.remove(List.of("defaultPhoneType", "defaultPhoneNbr"));
        for (JsonNode item : contact.get("communicationItems")) {
            if (item.path("communicationType").asString("").equals("Phone")
                    && item.path("defaultFlag").asBoolean(false)) {
                contact.put("defaultPhoneType", item.path("type").path("name").asString(""));
                contact.put("defaultPhoneNbr", item.path("value").asString(""));
            }
        }
    }

    /** The ticket keeps copies of the contact's name and default points, as the vendor does, and follows the contact's company. */
    void setContact(ObjectNode ticket, @Nullable ObjectNode contact) {
        ticket.remove(List.of("contact", "contactName", "contactPhoneNumber", "contactEmailAddress"));
        if (contact == null) {
            return;
        }
        String name = contact.path("firstName").asString("") + " "
                + contact.path("lastName").asString("");
        ticket.set("contact", Json.object().put("id", id(contact)).put("name", name.strip()));
        ticket.put("contactName", name.strip());
        for (JsonNode item : contact.path("communicationItems")) {
            if (item.path("defaultFlag").asBoolean(false)) {
                boolean email = item.path("communicationType").asString("").equals("Email");
                ticket.put(
                        email ? "contactEmailAddress" : "contactPhoneNumber",
                        item.path("value").asString(""));
            }
        }
        ticket.set("company", contact.get("company").deepCopy());
    }

    void setStatus(ObjectNode ticket, ObjectNode status) {
        boolean closed = status.path("closedStatus").asBoolean(false);
        ticket.set(
                "status", reference(status).put("sort", status.path("sortOrder").asInt(0)));
        ticket.put("closedFlag", closed);
        if (closed) {
            ticket.put("closedDate", now());
        } else {
            ticket.remove("closedDate");
        }
    }

    @Nullable
    ObjectNode status(int board, String name) {
        return statuses.first(row -> isNamed(row, board, name));
    }

    @Nullable
    ObjectNode type(int board, String name) {
        return types.first(row -> isNamed(row, board, name));
    }

    private static boolean isNamed(ObjectNode row, int board, String name) {
        return row.path("board").path("id").asInt(0) == board
                && row.path("name").asString("").equalsIgnoreCase(name);
    }

    ObjectNode note(ObjectNode ticket, ObjectNode note, String by) {
        note.put("id", nextNote++).put("ticketId", id(ticket));
        note.put("dateCreated", now()).put("createdBy", by);
        note.set("_info", Json.object().put("lastUpdated", now()).put("updatedBy", by));
        notesOf(id(ticket)).add(note);
        // assumed: the vendor does not say whether a note counts as a change of its ticket (sheet 2.5)
        stamp(ticket, by);
        return note;
    }

    Table notesOf(int ticket) {
        return notes.computeIfAbsent(ticket, none -> new Table(1));
    }

    List<ObjectNode> communicationsOf(ObjectNode contact) {
        var communications = new ArrayList<ObjectNode>();
        for (JsonNode item : contact.path("communicationItems")) {
            communications.add(((ObjectNode) item.deepCopy()).put("contactId", id(contact)));
        }
        return communications;
    }

    int nextItem() {
        return nextItem++;
    }

    @Nullable
    ObjectNode member(String identifier) {
        return members.first(member -> member.path("identifier").asString("").equalsIgnoreCase(identifier));
    }

    ObjectNode companyReference(int companyId) {
        ObjectNode company = required(companies.find(companyId));
        return Json.object()
                .put("id", companyId)
                .put("identifier", company.path("identifier").asString(""))
                .put("name", company.path("name").asString(""));
    }

    /** As if the record had been changed that long ago, and not since. */
    void changedBefore(ObjectNode record, Duration ago) {
        ((ObjectNode) record.get("_info"))
                .put(
                        "lastUpdated",
                        Instant.now()
                                .plus(passed)
                                .minus(ago)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
    }

    /** Lets time pass for contacts, for tests that let it pass elsewhere. */
    synchronized void pass(Duration time) {
        passed = passed.plus(time);
    }

    void stamp(ObjectNode record, String by) {
        ObjectNode info = record.get("_info") instanceof ObjectNode there ? there : Json.object();
        if (!info.has("dateEntered")) {
            info.put("dateEntered", now()).put("enteredBy", by);
        }
        // of tickets our tests compare this with the database's own time, of contacts with the time that they let pass
        String at = record.has("recordType")
                ? now()
                : Instant.now().plus(passed).truncatedTo(ChronoUnit.SECONDS).toString();
        info.put("lastUpdated", at).put("updatedBy", by);
        if (record.has("recordType")) {
            info.put("notes_href", apiRoot + "/service/tickets/" + id(record) + "/notes");
        }
        record.set("_info", info);
    }

    static ObjectNode reference(ObjectNode record) {
        return Json.object()
                .put("id", id(record))
                .put("name", record.path("name").asString(""));
    }

    static int id(JsonNode record) {
        return record.path("id").asInt(0);
    }

    /** Whole seconds, as the vendor writes times. */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static ObjectNode required(@Nullable ObjectNode seeded) {
        if (seeded == null) {
            throw new IllegalStateException("a seeded record is missing");
        }
        return seeded;
    }
}
