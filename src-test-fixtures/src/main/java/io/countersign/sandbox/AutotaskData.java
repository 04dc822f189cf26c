package io.countersign.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything the tenant's Autotask remembers, seeded as a small help desk. Whoever reads or writes holds the lock of this object; what leaves it as a JSON tree is
 * written out before the lock is given back.
 */
final class AutotaskData {
    private volatile Duration passed = Duration.ZERO;
    /** What the sandbox makes on wish counts from here, clear of the seeds. */
    private static final int FIRST_MADE = 1001;

    static final int NEW = 1;
    static final int COMPLETE = 5;
    static final int IN_PROGRESS = 8;

    /** {@code publish} of a note that customers see too; every other value is internal in one way or another (sheet 5). */
    static final int EVERYBODY = 1;

    static final int INTERNAL = 2;

    private static final int ACTIVE = 1;

    final AutotaskEntity tickets = AutotaskEntity.named("Tickets", FIRST_MADE);
    final AutotaskEntity notes = AutotaskEntity.named("TicketNotes", 1);
    final AutotaskEntity contacts = AutotaskEntity.named("Contacts", FIRST_MADE);
    final AutotaskEntity companies = AutotaskEntity.named("Companies", FIRST_MADE);
    final AutotaskEntity resources = AutotaskEntity.named("Resources", FIRST_MADE);
    final Subject ticketChanges = new Subject("Ticket", tickets);
    final Subject contactChanges = new Subject("Contact", contacts);

    private final Map<String, AutotaskEntity> referable =
            Map.of("Ticket", tickets, "Contact", contacts, "Company", companies, "Resource", resources);

    /**
     * What webhooks can be about.
     *
     * @param type as callouts call it
     * @param fields which fields each webhook subscribes to
     * @param excluded whose changes each webhook leaves out
     */
    record Subject(
            String type,
            AutotaskEntity records,
            AutotaskEntity webhooks,
            AutotaskEntity fields,
            AutotaskEntity excluded) {

        Subject(String type, AutotaskEntity records) {
            this(
                    type,
                    records,
                    AutotaskEntity.named(type + "Webhooks", 1),
                    records.webhookFields(type + "WebhookFields"),
                    AutotaskEntity.named(type + "WebhookExcludedResources", 1));
        }

        static boolean isOf(ObjectNode child, int webhook) {
            return child.path("webhookID").asInt(0) == webhook;
        }

        /** A webhook without a field is not ready, whatever else it says. */
        void settle(int webhook) {
            ObjectNode row = webhooks.table().find(webhook);
            if (row != null) {
                row.put("isReady", fields.table().first(field -> isOf(field, webhook)) != null);
            }
        }

        void remove(int webhook) {
            webhooks.table().remove(webhook);
            for (AutotaskEntity children : List.of(fields, excluded)) {
                List<Integer> ids = children.table().all().stream()
                        .filter(child -> isOf(child, webhook))
                        .map(AutotaskData::id)
                        .toList();
                ids.forEach(children.table()::remove);
            }
        }
    }

    AutotaskData(AutotaskTenant tenant) {
        company(0, "Sandbox MSP");
        company(1, "Sandbox Customer");
        company(2, "Other Customer");
        resource(tenant.apiResource(), tenant.userName(), "Countersign", "API", tenant.userName(), true)
                .put("licenseType", 7);
        resource(tenant.technician(), "jdoe", "J.", "Doe", tenant.technicianEmail(), true);
        resource(103, "asmith", "A.", "Smith", "asmith@msp.example", true);
        resource(104, "former", "Former", "Resource", "former@msp.example", false);
        ObjectNode sample = contact(1, "Sample", "User", 1);
        sample.put("mobilePhone", "+19075550187").put("emailAddress", "sample.user@customer.example");
        contact(2, "All", "Users", 1);
        // free text, as people type it: no country, and characters in between
        contact(3, "Terry", "Blake", 1).put("phone", "(202) 555-0142").put("emailAddress", "t.blake@customer.example");
        contact(4, "Gone", "Away", 1).put("mobilePhone", "+12025550143").put("isActive", 0);
        contact(5, "Robin", "Vale", 2).put("mobilePhone", "+13035550144").put("emailAddress", "robin@other.example");
        ticket(1, "Locked out of my account", sample, tenant.technician()).put("issueType", 10);
        ticket(2, "Printer on the second floor is offline", null, tenant.technician());
        ticket(3, "Quarterly maintenance window", contacts.table().find(2), tenant.technician());
    }

    private void company(int id, String name) {
        ObjectNode company = Json.object().put("id", id).put("companyName", name);
        companies.table().add(company.put("isActive", true).put("companyType", 1));
    }

    ObjectNode company(String name, @Nullable String phone) {
        ObjectNode company = companies
                .table()
                .add(Json.object()
                        .put("companyName", name)
                        .put("isActive", true)
                        .put("companyType", 1));
        if (phone != null) {
            company.put("phone", phone);
        }
        return company;
    }

    /** As if the contact had been changed that long ago, and not since. */
    void changedBefore(ObjectNode contact, Duration ago) {
        contact.put(
                "lastModifiedDate",
                AutotaskEntity.time(Instant.now().plus(passed).minus(ago)));
    }

    private ObjectNode resource(int id, String userName, String first, String last, String email, boolean active) {
        return resources
                .table()
                .add(Json.object()
                        .put("id", id)
                        .put("userName", userName)
                        .put("firstName", first)
                        .put("lastName", last)
                        .put("email", email)
                        .put("isActive", active)
                        .put("licenseType", 1)
                        .put("resourceType", "Employee"));
    }

    ObjectNode contact(@Nullable Integer id, String firstName, String lastName, int company) {
        ObjectNode contact = Json.object();
        if (id != null) {
            contact.put("id", id);
        }
        return contacts.table()
                .add(contact.put("firstName", firstName)
                        .put("lastName", lastName)
                        .put("companyID", company)
                        .put("isActive", ACTIVE)
                        .put("createDate", now())
                        .put("lastModifiedDate", now())
                        .put("lastActivityDate", now()));
    }

    /** Of the contact's company, else of the first customer. */
    ObjectNode ticket(@Nullable Integer id, String title, @Nullable ObjectNode contact, int by) {
        ObjectNode ticket = Json.object();
        if (id != null) {
            ticket.put("id", id);
        }
        tickets.table().add(ticket.put("title", title).put("status", NEW).put("priority", 2));
        if (contact != null) {
            ticket.put("contactID", id(contact));
        }
        return ticket.put(
                        "companyID",
                        contact == null ? 1 : contact.path("companyID").asInt(1))
                .put("ticketNumber", ticketNumber(id(ticket)))
                .put("queueID", 29)
                .put("ticketType", 1)
                .put("issueType", 14)
                .put("ticketCategory", 3)
                .put("source", 2)
                .put("creatorResourceID", by)
                .put("createDate", now())
                .put(
                        "dueDateTime",
                        AutotaskEntity.time(Instant.now().plus(passed).plusSeconds(86_400)))
                .put("lastActivityDate", now())
                .put("lastTrackedModificationDateTime", now());
    }

    private static String ticketNumber(int id) {
        return "T" + DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.now(ZoneOffset.UTC)) + "."
                + String.format("%04d", id);
    }

    /** Puts the values into the record, null for an empty field, with what follows from them. */
    void change(AutotaskEntity entity, ObjectNode row, ObjectNode values, int by) {
        boolean isTicket = entity.name().equals(tickets.name());
        if (isTicket && values.has("status")) {
            boolean complete = values.path("status").asInt(0) == COMPLETE;
            if (complete && row.path("status").asInt(0) != COMPLETE) {
                row.put("completedDate", now());
            } else if (!complete) {
                row.remove("completedDate");
            }
        }
        for (var value : values.properties()) {
            if (value.getValue().isNull()) {
                row.remove(value.getKey());
            } else {
                row.set(value.getKey(), value.getValue());
            }
        }
        if (isTicket) {
            row.put("lastActivityDate", now()).put("lastActivityResourceID", by);
            row.put("lastTrackedModificationDateTime", now());
        } else if (entity.name().equals(contacts.name())) {
            row.put("lastActivityDate", now()).put("lastModifiedDate", now());
        }
    }

    ObjectNode note(ObjectNode ticket, ObjectNode note, int by) {
        note.put("ticketID", id(ticket)).put("creatorResourceID", by);
        note.put("createDateTime", now()).put("lastActivityDate", now());
        // assumed: a note is an activity of its ticket, but no tracked modification of it
        ticket.put("lastActivityDate", now()).put("lastActivityResourceID", by);
        return notes.table().add(note);
    }

    /** Refuses a reference to something that is not there. */
    void mustExist(AutotaskEntity entity, String field, JsonNode value) {
        String type = entity.definition(field).path("referenceEntityType").asString("");
        AutotaskEntity referred = referable.get(type);
        if (referred != null && referred.table().find(value.asInt(-1)) == null) {
            throw AutotaskRefusals.because(
                    "Reference value on field: " + field + " of type: " + type + " does not exist or is invalid");
        }
    }

    static int id(JsonNode record) {
        return record.path("id").asInt(0);
    }

    /** Lets time pass in here, for tests that let it pass elsewhere: the database and its users have the same time. */
    synchronized void pass(Duration time) {
        passed = passed.plus(time);
    }

    private String now() {
        return AutotaskEntity.time(Instant.now().plus(passed));
    }
}
