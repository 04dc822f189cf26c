package io.countersign.sandbox;

import static io.countersign.sandbox.ConnectWiseData.id;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The page somebody shows to a colleague, and the data it is fed with; none of its calls count as calls of the connector. */
final class DemoPage {
    private final URI connector;
    private final ConnectWiseData data;
    private final ConnectWiseControl control;
    private final Twilio twilio;
    private final MailServer mail;

    DemoPage(URI connector, ConnectWiseData data, ConnectWiseControl control, Twilio twilio, MailServer mail) {
        this.connector = connector;
        this.data = data;
        this.control = control;
        this.twilio = twilio;
        this.mail = mail;
    }

    /** The page itself, and what it is made of. */
    Routes files() {
        return new Routes()
                .on("GET", "assets/sandbox.css", call -> file("text/css", "sandbox.css"))
                .on("GET", "assets/sandbox.js", call -> file("text/javascript", "sandbox.js"))
                .on("GET", "assets/hosted-api.js", call -> file("text/javascript", "hosted-api.js"))
                .on("GET", "assets/mark.svg", call -> file("image/svg+xml", "mark.svg"))
                .on("GET", "favicon.ico", call -> file("image/svg+xml", "mark.svg"));
    }

    Answer page() {
        String framed = connector.getScheme() + "://" + connector.getAuthority();
        return file("text/html", "index.html")
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                                + " frame-src " + framed
                                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .with("Referrer-Policy", "same-origin");
    }

    private static Answer file(String type, String name) {
        return Answer.of(200, type + "; charset=utf-8", Payload.text("page/" + name))
                .with("Cache-Control", "no-cache")
                .with("X-Content-Type-Options", "nosniff");
    }

    void on(Routes routes) {
        routes.on("GET", "sandbox/page/setup", call -> setup());
        routes.on("GET", "sandbox/page/state", this::state);
    }

    /** What does not change while somebody looks. */
    private Answer setup() {
        synchronized (data) {
            ObjectNode setup = Json.object().put("connector", connector.toString());
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
            return Answer.json(setup);
        }
    }

    /** Everything on the screen at once, so that one request per half second is enough. */
    private Answer state(Call call) {
        ObjectNode state = Json.object();
        String mobile;
        String email;
        synchronized (data) {
            ObjectNode ticket = data.tickets.find(ticketNumber(call));
            if (ticket == null) {
                return Answer.sentence(404, "There is no ticket " + ticketNumber(call) + ".");
            }
            ObjectNode contact = data.contacts.find(id(ticket.path("contact")));
            mobile = point(contact, "Mobile");
            email = point(contact, "Email");
            state.set("ticket", shown(ticket));
            state.put("contactName", contact == null ? null : name(contact));
            state.put("contactMobile", mobile);
            state.put("contactEmail", email);
            state.set("notes", control.notesOf(id(ticket)));
            state.set("pod", pod(ticket));
            ArrayNode tickets = state.putArray("tickets");
            data.tickets.all().forEach(other -> tickets.add(shown(other)));
        }
        String phone = dialled(chosen(call.query().get("phone"), mobile, twilio.latestPhone()));
        state.put("phone", phone);
        state.set("messages", phone == null ? Json.array() : twilio.conversation(phone));
        String mailbox = chosen(call.query().get("mailbox"), email, null);
        state.put("mailbox", mailbox);
        state.set("mails", mailbox == null ? Json.array() : mail.messagesTo(mailbox));
        return Answer.json(state);
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

    private static @Nullable String chosen(@Nullable String asked, @Nullable String own, @Nullable String otherwise) {
        if (asked != null && !asked.isBlank()) {
            return asked.strip();
        }
        return own == null ? otherwise : own;
    }

    /** Numbers stand in a ticket as people write them; this page knows one country. */
    private static @Nullable String dialled(@Nullable String written) {
        if (written == null) {
            return null;
        }
        String digits = written.replaceAll("\\D", "");
        return written.strip().startsWith("+") || digits.length() != 10 ? "+" + digits : "+1" + digits;
    }

    private static int ticketNumber(Call call) {
        try {
            return Integer.parseInt(call.query().getOrDefault("ticket", "1"));
        } catch (NumberFormatException e) {
            throw Refusal.because("ticket is a number.");
        }
    }
}
