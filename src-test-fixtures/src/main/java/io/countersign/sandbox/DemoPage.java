package io.countersign.sandbox;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The page somebody shows to a colleague, and the data it is fed with; none of its calls count as calls of the connector. */
final class DemoPage {
    private final URI connector;
    private final Map<String, TicketScreen> screens;
    private final Twilio twilio;
    private final MailServer mail;

    DemoPage(URI connector, Map<String, TicketScreen> screens, Twilio twilio, MailServer mail) {
        this.connector = connector;
        this.screens = Map.copyOf(screens);
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
        routes.on("GET", "sandbox/page/setup", this::setup);
        routes.on("GET", "sandbox/page/state", this::state);
    }

    /** What does not change while somebody looks. */
    private Answer setup(Call call) {
        ObjectNode setup = Json.object().put("connector", connector.toString());
        screen(call).setup(setup);
        return Answer.json(setup);
    }

    /** Everything on the screen at once, so that one request per half second is enough. */
    private Answer state(Call call) {
        ObjectNode state = Json.object();
        TicketScreen.Person person = screen(call).look(ticketNumber(call), state);
        if (person == null) {
            return Answer.sentence(404, "There is no ticket " + ticketNumber(call) + ".");
        }
        state.put("contactName", person.name());
        state.put("contactMobile", person.mobile());
        state.put("contactEmail", person.email());
        String phone = dialled(chosen(call.query().get("phone"), person.mobile(), twilio.latestPhone()));
        state.put("phone", phone);
        state.set("messages", phone == null ? Json.array() : twilio.conversation(phone));
        String mailbox = chosen(call.query().get("mailbox"), person.email(), null);
        state.put("mailbox", mailbox);
        state.set("mails", mailbox == null ? Json.array() : mail.messagesTo(mailbox));
        return Answer.json(state);
    }

    private TicketScreen screen(Call call) {
        String psa = call.query().getOrDefault("psa", "connectwise");
        TicketScreen screen = screens.get(psa);
        if (screen == null) {
            throw Refusal.because("psa is connectwise or autotask.");
        }
        return screen;
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
