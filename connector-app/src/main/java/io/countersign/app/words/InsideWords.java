package io.countersign.app.words;

import io.countersign.challenge.Channel;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.LimitKind;
import io.countersign.policy.LimitReached;
import io.countersign.policy.Need;
import io.countersign.verification.Actor;
import io.countersign.verification.Decision;
import io.countersign.verification.Method;
import io.countersign.verification.Outcome;
import io.countersign.verification.Refusal;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The words of pages and answers inside the help desk, in one language. A refusal is one sentence that says what happened, and what to do or what still works.
 *
 * <p>English is complete; other languages stand beside it as {@code inside_xx.properties}.
 */
public final class InsideWords {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final int LONGEST_NAME = 60;
    private static final Duration SHORT_WAIT = Duration.ofMinutes(10);
    private static final int IN_SECONDS = 90;

    private final Locale locale;
    private final ResourceBundle words;

    public InsideWords(Locale locale) {
        this.words = ResourceBundle.getBundle(
                "messages.inside",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        // the language of the words that were found, which may be another one than asked for
        this.locale = words.getLocale().equals(Locale.ROOT) ? Locale.ENGLISH : words.getLocale();
    }

    /** In which language these words are. */
    public Locale locale() {
        return locale;
    }

    /** A word or sentence without values. */
    public String word(String key) {
        return words.getString(key);
    }

    /** A sentence with values. What people wrote goes through {@link PlainText} first. */
    public String say(String key, Object... values) {
        return new MessageFormat(words.getString(key), locale).format(values);
    }

    /** Why it cannot begin this way, and what works instead. */
    public String sentence(Refusal refusal) {
        return word("refusal." + refusal);
    }

    /** Why a method is not offered, in a few words. */
    public String reason(Refusal refusal) {
        return switch (refusal) {
            case NOT_ENROLLED,
                    NO_MOBILE_ON_FILE,
                    NO_MAIL_ON_FILE,
                    OPTED_OUT,
                    CANNOT_RECEIVE,
                    FROZEN,
                    NOT_SETTLED,
                    COUNTRY_NOT_ALLOWED -> word("why." + refusal);
            case NOT_A_NUMBER,
                    NOT_AN_ADDRESS,
                    REASON_NEEDED,
                    ONE_CHANNEL_ONLY,
                    OUTBOUND_NEEDS_NUMBER_ON_FILE,
                    UNMATCHED,
                    AMBIGUOUS,
                    OTHER_CUSTOMER,
                    TICKET_CLOSED,
                    OWN_CONTACT_POINT -> sentence(refusal);
        };
    }

    /** Which limit refuses and until when, for a reader whose clock we know; for how long, where that is a short wait. */
    public String sentence(LimitReached limit, ZoneId zone, Instant now) {
        return sentence(
                limit.kind(),
                isShort(limit.until(), now)
                        ? span("limit.for", Duration.between(now, limit.until()))
                        : say("limit.until", time(limit.until(), zone, now)));
    }

    /** Whether a wait until then is told as a span, because a clock without seconds would tell it wrong. */
    public static boolean isShort(Instant until, Instant now) {
        return !now.plus(SHORT_WAIT).isBefore(until);
    }

    /** A short span within a sentence, in whole seconds or minutes and never too little. */
    public String span(String key, Duration left) {
        long seconds = Math.max(1, left.plusNanos(999_999_999).toSeconds());
        return seconds <= IN_SECONDS ? say(key + ".seconds", seconds) : say(key + ".minutes", (seconds + 59) / 60);
    }

    /** Which limit refuses and until when, with day and zone. */
    public String sentence(LimitReached limit, ZoneId zone) {
        String until = DAY_AND_TIME.format(limit.until().atZone(zone)) + " " + zone.getId();
        return sentence(limit.kind(), say("limit.until", until));
    }

    private String sentence(LimitKind kind, String until) {
        return say("limit." + kind, until);
    }

    /** What became of a message that did not arrive. */
    public String sentence(DeliveryProblem problem) {
        return word("delivery." + problem);
    }

    /** What to do about a message that did not arrive. */
    public String advice(DeliveryProblem problem) {
        return word("delivery." + problem + ".do");
    }

    /** Why this verification cannot be decided that way. */
    public String sentence(Decision.NotThisWay.Why why) {
        return word("not-this-way." + why);
    }

    /** How a verification ended, in one sentence. */
    public String sentence(Outcome outcome) {
        return word("outcome." + outcome + ".sentence");
    }

    /** The one word for an outcome, with which every result begins. */
    public String outcome(Outcome outcome) {
        return word("outcome." + outcome);
    }

    public String action(Action action) {
        return word("action." + action.key());
    }

    /** Actions as a list within a sentence. */
    public String actions(List<Action> actions) {
        return String.join(", ", actions.stream().map(this::action).toList());
    }

    /** What a level rests on, in plain words. */
    public String proves(Assurance level) {
        return word("proves." + level);
    }

    /** What an action asks for, in a few words. */
    public String need(Need need) {
        return need.secondPerson() ? say("need.second-person", need.level()) : say("need", need.level());
    }

    public String method(Method method) {
        return word("method." + method);
    }

    public String channel(Channel channel) {
        return word("channel." + channel);
    }

    /** How somebody is named on a page. */
    public String actor(Actor actor) {
        return switch (actor) {
            case Actor.Technician technician -> name(technician.name());
            case Actor.Automation automation ->
                automation.technician() == null
                        ? say("actor.automation", name(automation.key()))
                        : say(
                                "actor.automation.for",
                                name(automation.key()),
                                name(automation.technician().name()));
            case Actor.EndUser endUser -> word("actor.end-user");
            case Actor.Connector() -> word("actor.connector");
        };
    }

    /** A person's or company's name, as it may stand in a line of ours. */
    public String name(String written) {
        String plain = PlainText.of(written, LONGEST_NAME);
        return plain.isEmpty() ? word("nameless") : plain;
    }

    /** Hours and minutes on the reader's clock; with the day where that is not today. */
    public String time(Instant at, ZoneId zone, Instant now) {
        LocalDate day = at.atZone(zone).toLocalDate();
        return day.equals(now.atZone(zone).toLocalDate())
                ? TIME.format(at.atZone(zone))
                : DAY_AND_TIME.format(at.atZone(zone));
    }

    /** Hours, minutes and seconds on the reader's clock. */
    public String seconds(Instant at, ZoneId zone) {
        return SECONDS.format(at.atZone(zone));
    }
}
