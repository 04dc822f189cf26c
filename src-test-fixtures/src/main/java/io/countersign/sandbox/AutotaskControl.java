package io.countersign.sandbox;

import static io.countersign.sandbox.AutotaskData.id;

import io.countersign.sandbox.AutotaskData.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of the control API that plays people at work in Autotask. */
final class AutotaskControl {
    private final AutotaskTenant tenant;
    private final AutotaskData data;
    private final AutotaskLogins logins;
    private final AutotaskLimits limits;
    private final AutotaskCallouts callouts;
    private final AutotaskRest rest;

    AutotaskControl(
            AutotaskTenant tenant,
            AutotaskData data,
            AutotaskLogins logins,
            AutotaskLimits limits,
            AutotaskCallouts callouts,
            AutotaskRest rest) {
        this.tenant = tenant;
        this.data = data;
        this.logins = logins;
        this.limits = limits;
        this.callouts = callouts;
        this.rest = rest;
    }

    void on(Routes routes) {
        routes.on("POST", "sandbox/autotask/contacts", this::addContact);
        routes.on("PATCH", "sandbox/autotask/contacts/{id}", this::patchContact);
        routes.on("DELETE", "sandbox/autotask/contacts/{id}", this::removeContact);
        routes.on("POST", "sandbox/autotask/companies", this::addCompany);
        routes.on("POST", "sandbox/autotask/tickets", this::addTicket);
        routes.on("PATCH", "sandbox/autotask/tickets/{id}", this::patchTicket);
        routes.on("GET", "sandbox/autotask/tickets/{id}/notes", this::notes);
        routes.on("POST", "sandbox/autotask/tickets/{id}/notes", this::addNote);
        routes.on("POST", "sandbox/autotask/webhooks", this::addWebhooks);
        routes.on("GET", "sandbox/autotask/deliveries", call -> Answer.json(callouts.deliveries()));
        routes.on("POST", "sandbox/autotask/deliver", this::deliver);
        routes.on("GET", "sandbox/autotask/limits", call -> Answer.json(limits.asJson()));
        routes.on("PUT", "sandbox/autotask/limits", this::limit);
        routes.on("DELETE", "sandbox/autotask/limits", call -> {
            limits.forget();
            return Answer.empty(204);
        });
        routes.on("GET", "sandbox/autotask/lock", call -> Answer.json(lock()));
        routes.on("DELETE", "sandbox/autotask/lock", call -> {
            logins.unlock();
            return Answer.empty(204);
        });
    }

    private Answer addContact(Call call) {
        Wish wish = Wish.of(call, "firstName", "lastName", "email", "mobile", "phone", "companyId", "changedDaysAgo");
        Integer daysAgo = wish.optionalNumber("changedDaysAgo", 0, 36_500);
        String firstName = wish.text("firstName");
        String lastName = wish.text("lastName");
        ObjectNode points = points(wish);
        Integer company = wish.optionalNumber("companyId", 0, Integer.MAX_VALUE); // 0 is the MSP itself
        if (company == null) {
            throw Refusal.because("companyId is required.");
        }
        synchronized (data) {
            if (data.companies.table().find(company) == null) {
                throw Refusal.because("There is no company " + company + ".");
            }
            ObjectNode contact = data.contact(null, firstName, lastName, company);
            data.change(data.contacts, contact, points, tenant.technician());
            if (daysAgo != null) {
                data.changedBefore(contact, Duration.ofDays(daysAgo));
            }
            return Control.made(id(contact));
        }
    }

    private Answer addCompany(Call call) {
        Wish wish = Wish.of(call, "name", "phone");
        String name = wish.text("name");
        String phone = wish.optionalText("phone");
        synchronized (data) {
            return Control.made(id(data.company(name, phone)));
        }
    }

    private Answer removeContact(Call call) {
        synchronized (data) {
            ObjectNode contact = contact(Control.number(call));
            data.contacts.table().remove(id(contact));
            callouts.deleted(data.contactChanges, contact, tenant.technician());
            return Answer.empty(204);
        }
    }

    private Answer patchContact(Call call) {
        Wish wish = Wish.of(call, "email", "mobile", "inactive");
        ObjectNode points = points(wish);
        Boolean inactive = wish.optionalFlag("inactive");
        if (inactive != null) {
            points.put("isActive", inactive ? 0 : 1);
        }
        synchronized (data) {
            ObjectNode contact = contact(Control.number(call));
            ObjectNode before = contact.deepCopy();
            data.change(data.contacts, contact, points, tenant.technician());
            callouts.updated(data.contactChanges, before, contact, tenant.technician());
            return Control.made(id(contact));
        }
    }

    private ObjectNode points(Wish wish) {
        ObjectNode points = Json.object();
        put(points, wish, "mobile", "mobilePhone");
        put(points, wish, "email", "emailAddress");
        put(points, wish, "phone", "phone");
        return points;
    }

    private void put(ObjectNode points, Wish wish, String name, String field) {
        String text = wish.optionalText(name);
        int longest = data.contacts.definition(field).path("length").asInt(0);
        if (text != null && text.length() > longest) {
            throw Refusal.because(name + " has at most " + longest + " characters.");
        }
        if (wish.has(name)) {
            points.put(field, text);
        }
    }

    private Answer addTicket(Call call) {
        Wish wish = Wish.of(call, "summary", "contactId", "type");
        String title = title(wish.text("summary"));
        Integer contactId = wish.optionalNumber("contactId", 1, Integer.MAX_VALUE);
        Integer issueType = picked("issueType", wish.optionalText("type"), "There is no ticket type ");
        synchronized (data) {
            ObjectNode contact = contactId == null ? null : contact(contactId);
            ObjectNode ticket = data.ticket(null, title, contact, tenant.technician());
            if (issueType != null) {
                ticket.put("issueType", issueType);
            }
            callouts.created(data.ticketChanges, ticket, tenant.technician());
            return Control.made(id(ticket));
        }
    }

    private Answer patchTicket(Call call) {
        Wish wish = Wish.of(call, "closed", "contactId", "status", "summary");
        Boolean closed = wish.optionalFlag("closed");
        Integer contactId = wish.optionalNumber("contactId", 1, Integer.MAX_VALUE);
        Integer status = picked("status", wish.optionalText("status"), "There is no status ");
        String summary = wish.optionalText("summary");
        ObjectNode values = Json.object();
        if (summary != null) {
            values.put("title", title(summary));
        }
        if (status != null) {
            values.put("status", status);
        }
        synchronized (data) {
            ObjectNode ticket = ticket(Control.number(call));
            if (contactId != null) {
                ObjectNode contact = contact(contactId);
                values.put("contactID", contactId).set("companyID", contact.path("companyID"));
            } else if (wish.has("contactId")) {
                values.putNull("contactID");
            }
            int next = values.path("status").asInt(ticket.path("status").asInt(0));
            if (closed != null && closed != (next == AutotaskData.COMPLETE)) {
                values.put("status", closed ? AutotaskData.COMPLETE : AutotaskData.IN_PROGRESS);
            }
            ObjectNode before = ticket.deepCopy();
            data.change(data.tickets, ticket, values, tenant.technician());
            callouts.updated(data.ticketChanges, before, ticket, tenant.technician());
            return Control.made(id(ticket));
        }
    }

    private @Nullable Integer picked(String field, @Nullable String label, String unknown) {
        if (label == null) {
            return null;
        }
        Integer value = data.tickets.valueOf(field, label);
        if (value == null) {
            throw Refusal.because(unknown + label + ".");
        }
        return value;
    }

    private Answer notes(Call call) {
        synchronized (data) {
            return Answer.json(notesOf(id(ticket(Control.number(call)))));
        }
    }

    /** A technician writes an internal note, whatever it says. */
    private Answer addNote(Call call) {
        String text = Wish.of(call, "text").text("text");
        synchronized (data) {
            ObjectNode note = Json.object()
                    .put("title", "Note")
                    .put("description", text)
                    .put("noteType", 1)
                    .put("publish", AutotaskData.INTERNAL);
            return Control.made(id(data.note(ticket(Control.number(call)), note, tenant.technician())));
        }
    }

    ArrayNode notesOf(int ticket) {
        ArrayNode notes = Json.array();
        for (ObjectNode note : data.notes.table().all()) {
            if (note.path("ticketID").asInt(0) == ticket) {
                notes.addObject()
                        .put("id", id(note))
                        .put("text", note.path("description").asString(""))
                        .put("internal", note.path("publish").asInt(0) != AutotaskData.EVERYBODY)
                        .put("at", note.path("createDateTime").asString(""));
            }
        }
        return notes;
    }

    /** One webhook on tickets and one on contacts, as a connector sets them up for itself: all fields, but nothing that its own API user did. */
    private Answer addWebhooks(Call call) {
        return addWebhooks(Wish.of(call, "url").text("url"));
    }

    Answer addWebhooks(String url) {
        synchronized (data) {
            ObjectNode answer = Json.object();
            for (Subject subject : List.of(data.ticketChanges, data.contactChanges)) {
                ObjectNode webhook = addWebhook(subject, url);
                answer.putObject(subject.type().toLowerCase(Locale.ROOT))
                        .put("id", id(webhook))
                        .put("guid", webhook.path("webhookGUID").asString(""));
            }
            return Answer.json(answer);
        }
    }

    private ObjectNode addWebhook(Subject subject, String url) {
        ObjectNode webhook;
        try {
            webhook = rest.addWebhook(
                    subject,
                    Json.object()
                            .put("name", "sandbox " + subject.records().name())
                            .put("webhookUrl", url)
                            .put("deactivationUrl", url)
                            .put("secretKey", tenant.webhookSecret())
                            .put("isActive", true)
                            .put("isSubscribedToCreateEvents", true)
                            .put("isSubscribedToUpdateEvents", true)
                            .put("isSubscribedToDeleteEvents", true));
        } catch (Refusal refusal) {
            throw Refusal.because("url must be an address that begins with http.");
        }
        for (JsonNode number : subject.fields().definition("fieldID").path("picklist")) {
            subject.fields()
                    .table()
                    .add(Json.object()
                            .put("webhookID", id(webhook))
                            .put(
                                    "fieldID",
                                    Integer.parseInt(number.path("value").asString("")))
                            .put("isSubscribedField", true)
                            .put("isDisplayAlwaysField", false));
        }
        subject.excluded()
                .table()
                .add(Json.object().put("webhookID", id(webhook)).put("resourceID", tenant.apiResource()));
        subject.settle(id(webhook));
        return webhook;
    }

    private Answer deliver(Call call) {
        Wish wish = Wish.of(call, "type", "id", "action", "personId", "times", "forged");
        Subject subject = switch (wish.text("type").toLowerCase(Locale.ROOT)) {
            case "ticket" -> data.ticketChanges;
            case "contact" -> data.contactChanges;
            default -> throw Refusal.because("type is ticket or contact.");
        };
        String action = switch (wish.text("action").toLowerCase(Locale.ROOT)) {
            case "create" -> "Create";
            case "update" -> "Update";
            case "delete" -> "Delete";
            case "deactivated" -> "Deactivated";
            default -> throw Refusal.because("action is create, update, delete or deactivated.");
        };
        Integer by = wish.optionalNumber("personId", 1, Integer.MAX_VALUE);
        Integer times = wish.optionalNumber("times", 1, 1000);
        ArrayNode statuses = Json.array();
        callouts.deliver(
                        subject,
                        wish.number("id"),
                        action,
                        by == null ? tenant.technician() : by,
                        times == null ? 1 : times,
                        Boolean.TRUE.equals(wish.optionalFlag("forged")))
                .forEach(statuses::add);
        ObjectNode answer = Json.object();
        answer.set("statuses", statuses);
        return Answer.json(answer);
    }

    private Answer limit(Call call) {
        Wish wish = Wish.of(call, "threshold", "count", "answerMillis");
        limits.set(
                wish.optionalNumber("threshold", 0, 1_000_000),
                wish.optionalNumber("count", 0, 1_000_000),
                wish.optionalNumber("answerMillis", 0, 60_000));
        return Answer.json(limits.asJson());
    }

    private ObjectNode lock() {
        return Json.object().put("locked", logins.locked()).put("failures", logins.failures());
    }

    private ObjectNode ticket(int id) {
        ObjectNode ticket = data.tickets.table().find(id);
        if (ticket == null) {
            throw Control.unknown("ticket", id);
        }
        return ticket;
    }

    private ObjectNode contact(int id) {
        ObjectNode contact = data.contacts.table().find(id);
        if (contact == null) {
            throw Control.unknown("contact", id);
        }
        return contact;
    }

    private String title(String title) {
        int longest = data.tickets.definition("title").path("length").asInt(0);
        if (title.length() > longest) {
            throw Refusal.because("summary has at most " + longest + " characters.");
        }
        return title;
    }
}
