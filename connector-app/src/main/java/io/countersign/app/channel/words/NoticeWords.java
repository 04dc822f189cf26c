package io.countersign.app.channel.words;

import io.countersign.app.channel.words.MailPage.Fact;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words of messages without a code. */
public final class NoticeWords {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int LONGEST_CONTACT = 30;

    /** The notice as a text: one GSM-7 segment. */
    public String text(PointNotice notice) {
        var phrases = Phrases.in(notice.locale());
        return TextLine.fitted(room -> {
            var values = Map.of(
                    "msp", TextLine.msp(notice.mspName(), phrases, room.msp()),
                    "page", TextLine.address(notice.notMePage()));
            String line = phrases.say("sms.notice." + notice.key(), values);
            if (notice.canReply()) {
                return line + " " + phrases.say("sms.notice.reply", values);
            }
            return room.page() && notice.notMePage() != null
                    ? line + " " + phrases.say("sms.notice.page", values)
                    : line;
        });
    }

    public MailWords mail(PointNotice notice) {
        var phrases = Phrases.in(notice.locale());
        var values = new HashMap<>(
                Map.of("msp", CodeWords.or(Names.organisation(notice.mspName()), phrases.get("msp.unnamed"))));
        var mail = new MailPage(phrases, values)
                .paragraph("mail.notice." + notice.key())
                .paragraph("mail.notice.what");
        if (notice.notMePage() == null) {
            mail.paragraph("mail.notice.no-page");
        } else {
            values.put("page", notice.notMePage().toASCIIString());
            mail.paragraph("mail.notice.page").paragraph("mail.page.hint");
        }
        return mail.under("mail.notice.subject");
    }

    /** The alert to the MSP. */
    public MailWords alert(NotMeAlert alert) {
        var phrases = Phrases.in(alert.locale());
        var values = new HashMap<>(
                Map.of("msp", CodeWords.or(Names.organisation(alert.mspName()), phrases.get("msp.unnamed"))));
        String direction = alert.outbound() ? "mail.alert.outbound" : "mail.alert.inbound";
        var mail = new MailPage(phrases, values)
                .paragraph(alert.disputed() ? "mail.alert.disputed" : "mail.alert.open")
                .paragraph("mail.alert.do")
                .facts(List.of(
                        new Fact(
                                "mail.fact.ticket",
                                alert.ticketName() == null
                                        ? ""
                                        : alert.ticketName().text()),
                        new Fact("mail.fact.action", phrases.action("action", alert.actionKey())),
                        new Fact("mail.fact.technician", Names.person(alert.technicianName())),
                        new Fact("mail.fact.direction", phrases.get(direction)),
                        new Fact("mail.fact.at", UTC.format(alert.at())),
                        new Fact("mail.fact.verification", Names.organisation(alert.verificationId()))));
        if (alert.page() != null) {
            values.put("page", alert.page().toASCIIString());
            mail.paragraph("mail.alert.page");
        }
        return mail.under("mail.alert.subject");
    }

    /** The alarm to the MSP. */
    public MailWords alarm(WebhookAlarm alarm) {
        var phrases = Phrases.in(alarm.locale());
        var values = new HashMap<>(
                Map.of("msp", CodeWords.or(Names.organisation(alarm.mspName()), phrases.get("msp.unnamed"))));
        return new MailPage(phrases, values)
                .paragraph("mail.alarm." + alarm.key())
                .paragraph("mail.alarm.do")
                .facts(List.of(
                        new Fact("mail.fact.about", alarm.detail()), new Fact("mail.fact.at", UTC.format(alarm.at()))))
                .under("mail.alarm.subject");
    }

    /**
     * The answer to HELP, for senders where Twilio does not answer it: one GSM-7 segment.
     *
     * @param contact the help desk's own number or address, as an administrator chose it
     */
    public String help(String mspName, @Nullable String contact, Locale locale) {
        var phrases = Phrases.in(locale);
        return TextLine.fitted(room -> {
            var values = Map.of(
                    "msp", TextLine.msp(mspName, phrases, room.msp()),
                    "contact",
                            Gsm7.cut(
                                    Gsm7.spelled(Names.organisation(contact == null ? "" : contact)), LONGEST_CONTACT));
            return phrases.say("sms.help", values)
                    + (contact == null ? "" : " " + phrases.say("sms.help.contact", values))
                    + " " + phrases.say("sms.help.end", values);
        });
    }
}
