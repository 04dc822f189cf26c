package io.countersign.sandbox;

import static io.countersign.sandbox.ConnectWiseData.id;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A ConnectWise ticket with the pods that are registered for its screen. */
final class ConnectWiseScreen implements TicketScreen {
    private final ConnectWiseData data;
    private final ConnectWiseControl control;

    ConnectWiseScreen(ConnectWiseData data, ConnectWiseControl control) {
        this.data = data;
        this.control = control;
    }

    @Override
    public void setup(ObjectNode setup) {
        synchronized (data) {
            ArrayNode members = setup.putArray("members");
            for (ObjectNode member : data.members.all()) {
                boolean technician = !member.path("licenseClass").asString("").equals("A")
                        && !member.path("inactiveFlag").asBoolean(false);
                if (technician) {
                    members.addObject()
                            .put("id", member.path("identifier").asString(""))
                            .put(
                                    "name",
                                    member.path("firstName").asString("") + " "
                                            + member.path("lastName").asString(""));
                }
            }
            ArrayNode types = setup.putArray("types");
            data.types.all().stream()
                    .filter(type -> id(type.path("board")) == 1)
                    .forEach(type -> types.add(type.path("name").asString("")));
        }
    }

    @Override
    public @Nullable Person look(int number, ObjectNode state) {
        synchronized (data) {
            ObjectNode ticket = data.tickets.find(number);
            if (ticket == null) {
                return null;
            }
            ObjectNode contact = data.contacts.find(id(ticket.path("contact")));
            state.set("ticket", shown(ticket));
            state.set("notes", control.notesOf(id(ticket)));
            state.set("pod", pod(ticket));
            ArrayNode tickets = state.putArray("tickets");
            data.tickets.all().forEach(other -> tickets.add(shown(other)));
            return new Person(
                    contact == null ? null : name(contact), point(contact, "Mobile"), point(contact, "Email"));
        }
    }

    private static ObjectNode shown(ObjectNode ticket) {
        return Json.object()
                .put("id", id(ticket))
                .put("summary", ticket.path("summary").asString(""))
                .put("company", ticket.path("company").path("name").asString(""))
                .put("status", ticket.path("status").path("name").asString(""))
                .put("type", ticket.path("type").path("name").asString(""))
                .put("board", ticket.path("board").path("name").asString(""))
                .put("closed", ticket.path("closedFlag").asBoolean(false));
    }

    /** The registered pod for this ticket, its two documented tokens filled in (sheet 3.1). */
    private @Nullable ObjectNode pod(ObjectNode ticket) {
        ObjectNode setup =
                data.hostedSetups.first(row -> row.path("type").asString("").equals("Pod")
                        && !row.path("disabledFlag").asBoolean(false)
                        && isTicketScreen(row.path("screenId").asInt(0)));
        if (setup == null) {
            return null;
        }
        String url = setup.path("url").asString("");
        return Json.object()
                .put("url", url.replace("[cw_id]", Integer.toString(id(ticket))).replace("[cw_screen]", "ticket"))
                .put("height", setup.path("podHeight").asInt(290));
    }

    private boolean isTicketScreen(int screen) {
        ObjectNode found = data.hostedScreens.find(screen);
        return found != null && found.path("screenId").asString("").equals("serviceticket");
    }

    private static String name(ObjectNode contact) {
        return (contact.path("firstName").asString("") + " "
                        + contact.path("lastName").asString(""))
                .strip();
    }

    private static @Nullable String point(@Nullable ObjectNode contact, String type) {
        if (contact != null) {
            for (JsonNode item : contact.path("communicationItems")) {
                if (item.path("type").path("name").asString("").equals(type)) {
                    return item.path("value").asString("");
                }
            }
        }
        return null;
    }
}
