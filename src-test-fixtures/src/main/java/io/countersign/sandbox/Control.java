package io.countersign.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The control API, as the architecture fixes it: what people outside see and do, how the vendors misbehave, and how often they were asked. */
final class Control {
    private final Routes routes = new Routes();
    private final Counts counts;
    private final Faults faults;
    private final Twilio twilio;
    private final MailServer mail;

    Control(
            Counts counts,
            Faults faults,
            Twilio twilio,
            MailServer mail,
            DemoPage page,
            List<Consumer<Routes>> vendors) {
        this.counts = counts;
        this.faults = faults;
        this.twilio = twilio;
        this.mail = mail;
        routes.on("GET", "sandbox/phones/{number}/messages", call -> Answer.json(this.twilio.sentTo(phone(call))));
        routes.on("POST", "sandbox/phones/{number}/reply", this::reply);
        routes.on(
                "GET",
                "sandbox/mailboxes/{address}/messages",
                call -> Answer.json(this.mail.messagesTo(call.variable("address"))));
        routes.on("GET", "sandbox/counts", call -> Answer.json(this.counts.asJson()));
        routes.on("DELETE", "sandbox/counts", call -> {
            this.counts.reset();
            return Answer.empty(204);
        });
        routes.on("PUT", "sandbox/faults/{target}", this::fault);
        vendors.forEach(vendor -> vendor.accept(routes));
        page.on(routes);
    }

    static boolean isFor(Call call) {
        return call.startsWith("sandbox");
    }

    Answer answer(Call call) {
        Answer answer = routes.answer(call);
        if (answer == null) {
            return Answer.sentence(
                    404,
                    switch (call.path().size() > 1 ? call.path().get(1) : "") {
                        case "calls" -> "This sandbox has no telephone calls yet.";
                        default -> "The sandbox has no such address.";
                    });
        }
        return answer.status() == 405 ? Answer.sentence(405, "This address does not take that verb.") : answer;
    }

    private Answer reply(Call call) {
        String phone = phone(call);
        Wish wish = Wish.of(call, "text");
        int status = twilio.reply(phone, wish.text("text"));
        return Answer.json(Json.object().put("status", status));
    }

    private Answer fault(Call call) {
        String target = call.variable("target").toLowerCase(Locale.ROOT);
        if (!Faults.TARGETS.contains(target)) {
            return Answer.sentence(404, "Faults can be set for connectwise, autotask, twilio and mail.");
        }
        faults.set(target, Wish.body(call));
        return Answer.json(Wish.body(call));
    }

    static Answer made(int id) {
        return Answer.json(Json.object().put("id", id));
    }

    static Refusal unknown(String what, int id) {
        return new Refusal(Answer.sentence(404, "There is no " + what + " " + id + "."));
    }

    static int number(Call call) {
        try {
            return Integer.parseInt(call.variable("id"));
        } catch (NumberFormatException e) {
            throw Refusal.because("Ids are numbers.");
        }
    }

    static String phone(Call call) {
        String number = call.variable("number");
        if (!number.matches("\\+[1-9]\\d{6,14}")) {
            throw Refusal.because("A phone is named by its number in E.164, such as +12025550123.");
        }
        return number;
    }
}
