package io.countersign.sandbox;

import static io.countersign.sandbox.ConnectWiseData.id;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of the control API that plays people at work in ConnectWise. */
final class ConnectWiseControl {
    /** Who works here when nobody is named. */
    private static final String TECHNICIAN = "jdoe";

    private static final int LONGEST_SUMMARY = 100;

    private final ConnectWiseTenant tenant;
    private final ConnectWiseData data;
    private final ConnectWiseLogins logins;
    private final ConnectWiseCallbacks callbacks;

    ConnectWiseControl(
            ConnectWiseTenant tenant, ConnectWiseData data, ConnectWiseLogins logins, ConnectWiseCallbacks callbacks) {
        this.tenant = tenant;
        this.data = data;
        this.logins = logins;
        this.callbacks = callbacks;
    }

    void on(Routes routes) {
        routes.on("POST", "sandbox/connectwise/contacts", this::addContact);
        routes.on("PATCH", "sandbox/connectwise/contacts/{id}", this::patchContact);
        routes.on("DELETE", "sandbox/connectwise/contacts/{id}", this::removeContact);
        routes.on("POST", "sandbox/connectwise/companies", this::addCompany);
        routes.on("POST", "sandbox/connectwise/tickets", this::addTicket);
        routes.on("PATCH", "sandbox/connectwise/tickets/{id}", this::patchTicket);
        routes.on("GET", "sandbox/connectwise/tickets/{id}/notes", this::notes);
        routes.on("GET", "sandbox/connectwise/member-auth", this::memberAuth);
        routes.on("GET", "sandbox/connectwise/deliveries", call -> Answer.json(callbacks.deliveries()));
        routes.on("POST", "sandbox/connectwise/deliver", this::deliver);
    }

    private Answer addContact(Call call) {
        Wish wish = Wish.of(call, "firstName", "lastName", "email", "mobile", "phone", "companyId", "changedDaysAgo");
        String firstName = wish.text("firstName");
        String lastName = wish.text("lastName");
        String email = wish.optionalText("email");
        String mobile = wish.optionalText("mobile");
        String phone = wish.optionalText("phone");
        int company = wish.number("companyId");
        Integer daysAgo = wish.optionalNumber("changedDaysAgo", 0, 36_500);
        synchronized (data) {
            if (data.companies.find(company) == null) {
                throw Refusal.because("There is no company " + company + ".");
            }
            ObjectNode contact = data.contact(null, firstName, lastName, company);
            data.setPoint(contact, ConnectWiseData.MOBILE, mobile);
            data.setPoint(contact, ConnectWiseData.EMAIL, email);
            data.setPoint(contact, ConnectWiseData.DIRECT, phone);
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
            data.contacts.remove(id(contact));
            callbacks.changed("contact", contact, "deleted", TECHNICIAN);
            return Answer.empty(204);
        }
    }

    private Answer patchContact(Call call) {
        Wish wish = Wish.of(call, "email", "mobile", "inactive");
        String email = wish.optionalText("email");
        String mobile = wish.optionalText("mobile");
        Boolean inactive = wish.optionalFlag("inactive");
        synchronized (data) {
            ObjectNode contact = contact(Control.number(call));
            if (wish.has("mobile")) {
                data.setPoint(contact, ConnectWiseData.MOBILE, mobile);
            }
            if (wish.has("email")) {
                data.setPoint(contact, ConnectWiseData.EMAIL, email);
            }
            if (inactive != null) {
                contact.put("inactiveFlag", inactive);
            }
            data.stamp(contact, TECHNICIAN);
            callbacks.changed("contact", contact, "updated", TECHNICIAN);
            return Control.made(id(contact));
        }
    }

    private Answer addTicket(Call call) {
        Wish wish = Wish.of(call, "summary", "contactId", "type");
        String summary = summary(wish.text("summary"));
        Integer contactId = wish.optionalNumber("contactId", 1, Integer.MAX_VALUE);
        String type = wish.optionalText("type");
        synchronized (data) {
            ObjectNode contact = contactId == null ? null : contact(contactId);
            if (type != null && data.type(1, type) == null) {
                throw Refusal.because("There is no ticket type " + type + ".");
            }
            ObjectNode ticket = data.ticket(null, summary, type == null ? "Request" : type, TECHNICIAN);
            data.setContact(ticket, contact);
            callbacks.changed("ticket", ticket, "added", TECHNICIAN);
            return Control.made(id(ticket));
        }
    }

    private Answer patchTicket(Call call) {
        Wish wish = Wish.of(call, "closed", "contactId", "status", "summary");
        Boolean closed = wish.optionalFlag("closed");
        Integer contactId = wish.optionalNumber("contactId", 1, Integer.MAX_VALUE);
        String statusName = wish.optionalText("status");
        String wishedSummary = wish.optionalText("summary");
        String summary = wishedSummary == null ? null : summary(wishedSummary);
        synchronized (data) {
            ObjectNode ticket = data.tickets.find(Control.number(call));
            if (ticket == null) {
                throw Control.unknown("ticket", Control.number(call));
            }
            int board = id(ticket.path("board"));
            ObjectNode contact = contactId == null ? null : contact(contactId);
            ObjectNode status = statusName == null ? null : data.status(board, statusName);
            if (statusName != null && status == null) {
                throw Refusal.because("The board has no status " + statusName + ".");
            }
            if (wish.has("contactId")) {
                data.setContact(ticket, contact);
            }
            if (summary != null) {
                ticket.put("summary", summary);
            }
            if (status != null) {
                data.setStatus(ticket, status);
            }
            if (closed != null && closed != ticket.path("closedFlag").asBoolean(false)) {
                data.setStatus(ticket, ConnectWiseData.required(data.status(board, closed ? "Closed" : "In Progress")));
            }
            data.stamp(ticket, TECHNICIAN);
            callbacks.changed("ticket", ticket, "updated", TECHNICIAN);
            return Control.made(id(ticket));
        }
    }

    private Answer notes(Call call) {
        synchronized (data) {
            if (data.tickets.find(Control.number(call)) == null) {
                throw Control.unknown("ticket", Control.number(call));
            }
            return Answer.json(notesOf(Control.number(call)));
        }
    }

    ArrayNode notesOf(int ticket) {
        ArrayNode notes = Json.array();
        for (ObjectNode note : data.notesOf(ticket).all()) {
            notes.addObject()
                    .put("id", id(note))
                    .put("text", note.path("text").asString(""))
                    .put("internal", note.path("internalFlag").asBoolean(false))
                    .put("at", note.path("dateCreated").asString(""));
        }
        return notes;
    }

    /** What the Hosted API answers to getMemberAuthentication, with its odd capitals (sheet 3.2). */
    private Answer memberAuth(Call call) {
        String memberId = call.query().get("memberId");
        synchronized (data) {
            // an inactive member gets one too: a session may outlive the account, and the reader has to notice
            ObjectNode member = memberId == null ? null : data.member(memberId);
            if (member == null) {
                throw Refusal.because("memberId must name a member, such as jdoe or asmith.");
            }
            String identifier = member.path("identifier").asString("");
            return Answer.json(Json.object()
                    .put("site", URI.create(tenant.uiOrigin()).getAuthority())
                    .put("companyid", tenant.companyId())
                    .put("memberid", identifier)
                    .put("memberHash", logins.mint(identifier))
                    .put("memberContext", "web")
                    .put("memberEmail", member.path("primaryEmail").asString(""))
                    .put("codeBase", "v4_6_release"));
        }
    }

    private Answer deliver(Call call) {
        Wish wish = Wish.of(call, "type", "id", "action", "memberId", "times", "forged", "keyUrl");
        String type = wish.text("type").toLowerCase(Locale.ROOT);
        String action = wish.text("action").toLowerCase(Locale.ROOT);
        if (!Set.of("ticket", "contact").contains(type)) {
            throw Refusal.because("type is ticket or contact.");
        }
        if (!Set.of("added", "updated", "deleted").contains(action)) {
            throw Refusal.because("action is added, updated or deleted.");
        }
        String by = wish.optionalText("memberId");
        Integer times = wish.optionalNumber("times", 1, 1000);
        Boolean forged = wish.optionalFlag("forged");
        ArrayNode statuses = Json.array();
        callbacks
                .deliver(
                        type,
                        wish.number("id"),
                        action,
                        by == null ? TECHNICIAN : by,
                        times == null ? 1 : times,
                        Boolean.TRUE.equals(forged),
                        wish.optionalText("keyUrl"))
                .forEach(statuses::add);
        ObjectNode answer = Json.object();
        answer.set("statuses", statuses);
        return Answer.json(answer);
    }

    private ObjectNode contact(int id) {
        ObjectNode contact = data.contacts.find(id);
        if (contact == null) {
            throw Control.unknown("contact", id);
        }
        return contact;
    }

    private static String summary(String summary) {
        if (summary.length() > LONGEST_SUMMARY) {
            throw Refusal.because("summary has at most " + LONGEST_SUMMARY + " characters.");
        }
        return summary;
    }
}
