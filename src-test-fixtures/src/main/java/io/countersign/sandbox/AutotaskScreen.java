package io.countersign.sandbox;

import static io.countersign.sandbox.AutotaskData.id;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An Autotask ticket: the LiveLink that an administrator made, and the panel of an Insight beside it (sheet 4). Both open the same page; neither proves anything, and the
 * panel's frame is sandboxed as the vendor's is.
 */
final class AutotaskScreen implements TicketScreen {
    private final AutotaskTenant tenant;
    private final AutotaskData data;
    private final AutotaskControl control;
    private volatile @Nullable URI page;

    AutotaskScreen(AutotaskTenant tenant, AutotaskData data, AutotaskControl control) {
        this.tenant = tenant;
        this.data = data;
        this.control = control;
    }

    /** The page that LiveLink and Insight open. */
    void opens(URI address) {
        page = address;
    }

    /** Who the technician is, the identity provider says, not this page. */
    @Override
    public void setup(ObjectNode setup) {
        setup.putArray("members");
        ArrayNode types = setup.putArray("types");
        synchronized (data) {
            data.tickets
                    .definition("issueType")
                    .path("picklist")
                    .forEach(type -> types.add(type.path("label").asString("")));
        }
    }

    @Override
    public @Nullable Person look(int number, ObjectNode state) {
        synchronized (data) {
            ObjectNode ticket = data.tickets.table().find(number);
            if (ticket == null) {
                return null;
            }
            ObjectNode contact =
                    data.contacts.table().find(ticket.path("contactID").asInt(0));
            state.set("ticket", shown(ticket));
            state.set("notes", control.notesOf(id(ticket)));
            state.set("pod", pod(id(ticket)));
            ArrayNode tickets = state.putArray("tickets");
            data.tickets.table().all().forEach(other -> tickets.add(shown(other)));
            return contact == null
                    ? new Person(null, null, null)
                    : new Person(
                            (contact.path("firstName").asString("") + " "
                                            + contact.path("lastName").asString(""))
                                    .strip(),
                            contact.path("mobilePhone").asString(null),
                            contact.path("emailAddress").asString(null));
        }
    }

    private ObjectNode shown(ObjectNode ticket) {
        ObjectNode company =
                data.companies.table().find(ticket.path("companyID").asInt(0));
        return Json.object()
                .put("id", id(ticket))
                .put("summary", ticket.path("title").asString(""))
                .put(
                        "company",
                        company == null ? "" : company.path("companyName").asString(""))
                .put("status", label("status", ticket))
                .put("type", label("issueType", ticket))
                .put("board", ticket.path("ticketNumber").asString(""))
                .put("closed", ticket.path("status").asInt(0) == AutotaskData.COMPLETE);
    }

    private String label(String field, ObjectNode ticket) {
        String value = ticket.path(field).asString("");
        for (var entry : data.tickets.definition(field).path("picklist")) {
            if (entry.path("value").asString("").equals(value)) {
                return entry.path("label").asString("");
            }
        }
        return value;
    }

    private @Nullable ObjectNode pod(int ticket) {
        URI address = page;
        if (address == null) {
            return null;
        }
        // the names and their order as seen in the field; what the signature covers is not known, so it is a constant
        // here (sheet 4a)
        return Json.object()
                .put("liveLink", address + "?ticketId=" + ticket)
                .put(
                        "url",
                        address + "?isdarktheme=False&psaversion=2025.5.4.114022&resourceid=" + tenant.technician()
                                + "&insightkey=SANDBOXINSIGHT000000000001&vendorid=900&vendorsuppliedid=5a4db0c5a4db0c5a4db0c5a4db0c5a4d"
                                + "&entityid=" + ticket + "&signature=c2FuZGJveC1jb25zdGFudC0wMDA%3D")
                .put("sandbox", "allow-forms allow-modals allow-popups allow-same-origin allow-scripts")
                .put("height", 290);
    }
}
