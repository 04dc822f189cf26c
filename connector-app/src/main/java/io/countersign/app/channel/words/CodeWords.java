package io.countersign.app.channel.words;

import io.countersign.app.channel.words.MailPage.Fact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words around a code. The code is one run of six digits and stands before any other number. */
public final class CodeWords {

    /** The text message: always one GSM-7 segment. Names that are too long are cut, letters the alphabet lacks are spelled without accents. */
    public String text(CodeMessage message) {
        var phrases = Phrases.in(message.locale());
        return TextLine.fitted(room -> text(message, phrases, room));
    }

    private static String text(CodeMessage message, Phrases phrases, TextLine.Room room) {
        String kind = "sms." + message.direction();
        String msp = TextLine.msp(message.mspName(), phrases, room.msp());
        String action = phrases.action("action.short", message.actionKey());
        boolean page = room.page() && !message.canReply() && message.notMePage() != null;
        var values = Map.of(
                "msp", msp,
                "technician", TextLine.technician(message.technicianName(), phrases, room.technician()),
                "code", message.code().digits(),
                "action", action,
                "ticket", message.ticket(),
                "page", TextLine.address(message.notMePage()));
        var line = new StringBuilder();
        boolean digitsBefore = msp.chars().anyMatch(Character::isDigit);
        line.append(phrases.say(kind + (digitsBefore ? ".lead.digits" : ".lead"), values));
        line.append(' ').append(phrases.say(kind + (page ? ".instruction.short" : ".instruction"), values));
        // a call that we dial names no action: the caller does, and the line is short
        String about = about(message.outbound() ? "" : action, message.ticket());
        if (!about.isEmpty()) {
            line.append(' ').append(phrases.say(about, values));
        }
        if (message.canReply()) {
            line.append(' ').append(phrases.say(kind + ".reply", values));
        } else if (page) {
            line.append(' ').append(phrases.say(kind + ".page", values));
        }
        return line.toString();
    }

    private static String about(String action, String ticket) {
        if (action.isEmpty()) {
            return ticket.isEmpty() ? "" : "sms.about.ticket";
        }
        return ticket.isEmpty() ? "sms.about.action" : "sms.about.action-and-ticket";
    }

    /** The mail: the same, and what it is about. */
    public MailWords mail(CodeMessage message) {
        var phrases = Phrases.in(message.locale());
        String kind = "mail." + message.direction();
        String technician = or(Names.person(message.technicianName()), phrases.get("technician.unnamed"));
        var values = new HashMap<>(Map.of(
                "msp", or(Names.organisation(message.mspName()), phrases.get("msp.unnamed")),
                "technician", technician,
                "code", message.code().digits()));
        var page = new MailPage(phrases, values)
                .paragraph(kind + ".code")
                .paragraph(kind + ".instruction")
                .paragraph(kind + ".caution")
                .facts(List.of(
                        new Fact("mail.fact.technician", technician),
                        new Fact("mail.fact.action", phrases.action("action", message.actionKey())),
                        new Fact("mail.fact.ticket", message.ticket()),
                        new Fact("mail.fact.direction", phrases.say(kind + ".direction", values))))
                .paragraph(kind + ".what");
        if (message.notMePage() == null) {
            page.paragraph(kind + ".no-page");
        } else {
            values.put("page", message.notMePage().toASCIIString());
            page.paragraph(kind + ".page").paragraph("mail.page.hint");
        }
        return page.under(kind + ".subject");
    }

    static String or(String name, String unnamed) {
        return name.isEmpty() ? unnamed : name;
    }
}
