package io.countersign.app.channel.twilio;

import io.countersign.account.MobileNumber;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text that somebody sent to one of our numbers. Its words are read once, into a {@link Keyword}, and not kept.
 *
 * @param messageSid Twilio's id; a repeated delivery carries the same
 * @param from absent when the sender is no number that can be texted (a short code, a withheld number)
 * @param to the number that was texted; with {@code messagingServiceSid} it tells the installation where several share an account
 * @param optOut what Twilio itself made of the text, only with its Advanced Opt-Out; then Twilio has answered the person already
 */
public record InboundText(
        String messageSid,
        @Nullable MobileNumber from,
        String to,
        @Nullable String messagingServiceSid,
        Keyword keyword,
        @Nullable OptOut optOut) {
    /** What the whole message says; a keyword inside a sentence is none, as at Twilio. */
    public enum Keyword {
        /** No more texts. While a verification is open it also denies it. */
        STOP,
        /** The only thing that reopens a number after {@link #STOP}. */
        START,
        HELP,
        /** "That was not me." */
        NO,
        /** "It matches." */
        YES,
        OTHER
    }

    /** Twilio's {@code OptOutType}. */
    public enum OptOut {
        STOP,
        START,
        HELP
    }

    /** Twilio's defaults, those it uses in French Canada, and what people write in the languages we ship: opting out counts by any means. */
    private static final Map<String, Keyword> KEYWORDS = Map.ofEntries(
            Map.entry("STOP", Keyword.STOP),
            Map.entry("STOPALL", Keyword.STOP),
            Map.entry("STOP ALL", Keyword.STOP),
            Map.entry("UNSUBSCRIBE", Keyword.STOP),
            Map.entry("CANCEL", Keyword.STOP),
            Map.entry("END", Keyword.STOP),
            Map.entry("QUIT", Keyword.STOP),
            Map.entry("OPTOUT", Keyword.STOP),
            Map.entry("OPT OUT", Keyword.STOP),
            Map.entry("OPT-OUT", Keyword.STOP),
            Map.entry("REVOKE", Keyword.STOP),
            Map.entry("ARRET", Keyword.STOP),
            Map.entry("ARRETE", Keyword.STOP),
            Map.entry("ARRETT", Keyword.STOP),
            Map.entry("STOPP", Keyword.STOP),
            Map.entry("ALTO", Keyword.STOP),
            Map.entry("BAJA", Keyword.STOP),
            Map.entry("START", Keyword.START),
            Map.entry("UNSTOP", Keyword.START),
            Map.entry("HELP", Keyword.HELP),
            Map.entry("INFO", Keyword.HELP),
            Map.entry("AIDE", Keyword.HELP),
            Map.entry("HILFE", Keyword.HELP),
            Map.entry("AYUDA", Keyword.HELP),
            Map.entry("NO", Keyword.NO),
            Map.entry("NON", Keyword.NO),
            Map.entry("NEIN", Keyword.NO),
            Map.entry("YES", Keyword.YES),
            Map.entry("OUI", Keyword.YES),
            Map.entry("JA", Keyword.YES),
            Map.entry("SI", Keyword.YES));

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    /** Blanks, quotes, full stops, invisible characters around the word: phones add them. */
    private static final Pattern AROUND = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");

    private static final int LONGEST_KEYWORD = 64;

    /** Reads Twilio's parameters; only ever of a proved request. */
    static InboundText of(Map<String, String> parameters) {
        var optOut = optOut(parameters.getOrDefault("OptOutType", ""));
        return new InboundText(
                parameters.getOrDefault("MessageSid", ""),
                MobileNumber.parse(parameters.getOrDefault("From", ""), "ZZ").orElse(null),
                parameters.getOrDefault("To", ""),
                parameters.get("MessagingServiceSid"),
                keyword(parameters.getOrDefault("Body", ""), optOut),
                optOut);
    }

    /**
     * Twilio's word wins, with one exception: it counts YES among the words that opt in again, and marks it START, while for us YES answers the question in our own
     * text. {@link #optOut} still tells that the number is open again.
     */
    private static Keyword keyword(String body, @Nullable OptOut optOut) {
        var written = written(body);
        if (optOut == null) {
            return written;
        }
        return switch (optOut) {
            case STOP -> Keyword.STOP;
            case HELP -> Keyword.HELP;
            case START -> written == Keyword.YES ? Keyword.YES : Keyword.START;
        };
    }

    private static Keyword written(String body) {
        if (body.length() > LONGEST_KEYWORD) {
            return Keyword.OTHER;
        }
        String bare =
                MARKS.matcher(Normalizer.normalize(body, Normalizer.Form.NFKD)).replaceAll("");
        String word = AROUND.matcher(bare).replaceAll("").toUpperCase(Locale.ROOT);
        return KEYWORDS.getOrDefault(word, Keyword.OTHER);
    }

    private static @Nullable OptOut optOut(String type) {
        return switch (type) {
            case "STOP" -> OptOut.STOP;
            case "START" -> OptOut.START;
            case "HELP" -> OptOut.HELP;
            default -> null;
        };
    }

    @Override
    public String toString() {
        return "InboundText[" + messageSid + ", " + from + ", " + keyword + "]";
    }
}
