package io.countersign.verification;

import io.countersign.policy.Assurance;
import io.countersign.ticket.Note;
import io.countersign.verification.VerificationEvent.CodeDelivered;
import io.countersign.verification.VerificationEvent.Comparison;
import io.countersign.verification.VerificationEvent.Denied;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationEvent.Verified;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is written back to the ticket, on one line: outcome, assurance in plain words, account and masked place, method, technician, times in UTC, id and receipt.
 * Never the code and never a full number. What people wrote (a name, a reason) is freed of control and direction characters.
 */
public final class NoteText {
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Seven digits and more, however they are set apart: people type a telephone number into a reason, or keep it in a name. */
    private static final Pattern NUMBER = Pattern.compile("\\+?\\p{Nd}(?:[ ()./-]{0,3}\\p{Nd}){6,}");

    private static final Pattern NOT_A_DIGIT = Pattern.compile("\\P{Nd}");
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_REASON = 200;

    private final ResourceBundle words;
    private final Locale locale;

    public NoteText(Locale locale) {
        this.locale = locale;
        this.words = ResourceBundle.getBundle(
                "io.countersign.verification.note",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** By what the note is found again, and by what a look-alike is told apart: whoever has not our key cannot make the receipt. */
    public static String marker(VerificationId id, String receipt) {
        return "Receipt " + receipt + ". ID " + id.value();
    }

    /**
     * The note that this verification owes.
     *
     * @param sandbox whether the outside world is only played: then the note says so first
     */
    public Note of(Verification verification, NoteKind kind, String receipt, boolean sandbox) {
        var sentences = new ArrayList<String>();
        if (sandbox) {
            sentences.add("[SANDBOX]");
        }
        sentences.addAll(
                switch (kind) {
                    case OUTCOME -> outcome(verification);
                    case DISPUTE -> dispute(verification);
                });
        String marker = marker(verification.id(), receipt);
        sentences.add(marker);
        return new Note(String.join(" ", sentences), marker);
    }

    private List<String> outcome(Verification verification) {
        var request = verification.request();
        var sentences = new ArrayList<String>();
        sentences.add(headline(verification));
        if (verification.outcome().orElseThrow() == Outcome.VERIFIED && !verification.enough()) {
            sentences.add(say("too-weak", word("action." + request.action().key())));
        }
        sentences.add(say("for", word("action." + request.action().key())));
        sentences.add(word("direction." + request.direction()));
        if (request.reason() != null) {
            sentences.add(say("reason", plain(request.reason(), LONGEST_REASON)));
        }
        if (request.matchedBy() == Request.MatchedBy.CHOICE) {
            sentences.add(word("chosen"));
        }
        sentences.add(who(verification));
        sentences.add(times(verification));
        return sentences;
    }

    private String headline(Verification verification) {
        var request = verification.request();
        String subject = plain(Optional.ofNullable(request.subject()).orElse(word("nobody")), LONGEST_NAME);
        String places = places(verification);
        return switch (verification.outcome().orElseThrow()) {
            case VERIFIED -> {
                Assurance level = verification.assurance().orElseThrow();
                yield say("verified", level, word("proves." + level), subject, places, comparison(verification));
            }
            case REACHED -> say("reached", request.destinations().getFirst().masked(), comparison(verification));
            case DENIED -> denied(verification, subject);
            case EXPIRED ->
                say(request.direction() == Direction.OUTBOUND ? "expired.outbound" : "expired", subject, places);
            case UNDELIVERABLE -> say("undeliverable", subject, places);
            case CANCELLED -> say("cancelled", subject, places);
        };
    }

    private String denied(Verification verification, String subject) {
        var denied = (Denied) verification.decidingEvent().orElseThrow();
        boolean byProgram = denied.reason() == Denied.Denial.BY_TECHNICIAN && denied.by() instanceof Actor.Automation;
        return say("denied." + denied.reason() + (byProgram ? ".automation" : ""), subject, places(verification));
    }

    private List<String> dispute(Verification verification) {
        var disputed = verification.events().stream()
                .filter(Disputed.class::isInstance)
                .map(Disputed.class::cast)
                .findFirst()
                .orElseThrow();
        String subject =
                plain(Optional.ofNullable(verification.request().subject()).orElse(word("nobody")), LONGEST_NAME);
        return List.of(
                say("disputed", subject, places(verification)),
                say(
                        "disputed.times",
                        verification.outcome().map(this::outcomeWord).orElse(""),
                        verification
                                .decidingEvent()
                                .map(event -> DAY_AND_TIME.format(event.at()))
                                .orElse(""),
                        DAY_AND_TIME.format(disputed.at())));
    }

    private String outcomeWord(Outcome outcome) {
        return word("outcome." + outcome);
    }

    private String comparison(Verification verification) {
        return verification
                .decidingEvent()
                .map(event -> switch (event) {
                    case Verified verified -> compared(verified.comparison(), verified.by());
                    case VerificationEvent.Reached reached -> compared(reached.comparison(), reached.by());
                    default -> "";
                })
                .orElse("");
    }

    /** A note never says of a technician what a program did. */
    private String compared(Comparison comparison, Actor by) {
        return word("compared." + comparison + (by instanceof Actor.Automation ? ".automation" : ""));
    }

    private String places(Verification verification) {
        return verification.request().destinations().stream()
                .map(destination -> place(destination, verification.requestedAt()))
                .collect(Collectors.joining(word("and")));
    }

    private String place(Destination destination, Instant now) {
        String way = say("by." + destination.channel(), destination.masked());
        String standing = switch (destination.basis()) {
            case SETTLED -> onFile(destination, now);
            case SHARED -> word("shared");
            case SUPPLIED -> word("supplied." + destination.channel());
        };
        return way + " (" + standing + ")";
    }

    private String onFile(Destination destination, Instant now) {
        Instant since = destination.onFileSince();
        return since == null
                ? word("on-file")
                : say("on-file.days", Duration.between(since, now).toDays());
    }

    private String who(Verification verification) {
        var request = verification.request();
        Actor decider =
                verification.decidingEvent().map(VerificationEvent::decidedBy).orElse(request.by());
        String asked = actor(request.by());
        return decider.equals(request.by())
                        || !(decider instanceof Actor.Technician || decider instanceof Actor.Automation)
                ? say("asked-by", asked)
                : say("asked-and-decided-by", asked, actor(decider));
    }

    private String actor(Actor actor) {
        return switch (actor) {
            case Actor.Technician technician -> say("technician", plain(technician.name(), LONGEST_NAME));
            case Actor.Automation automation ->
                automation.technician() == null
                        ? say("automation", plain(automation.key(), LONGEST_NAME))
                        : say(
                                "automation.for",
                                plain(automation.key(), LONGEST_NAME),
                                plain(automation.technician().name(), LONGEST_NAME));
            case Actor.EndUser endUser -> word("end-user");
            case Actor.Connector() -> word("connector");
        };
    }

    private String times(Verification verification) {
        String asked = DAY_AND_TIME.format(verification.requestedAt());
        String decided = verification
                .decidingEvent()
                .map(event -> TIME.format(event.at()))
                .orElse("");
        return verification.events().stream()
                .filter(CodeDelivered.class::isInstance)
                .map(VerificationEvent::at)
                .min(Comparator.naturalOrder())
                .map(delivered -> say("times.delivered", asked, TIME.format(delivered), decided))
                .orElseGet(() -> say("times", asked, decided));
    }

    private String word(String key) {
        return words.getString(key);
    }

    private String say(String key, Object... values) {
        return new MessageFormat(words.getString(key), locale).format(values);
    }

    /** Without control, line and direction characters, without a full telephone number, and no longer than a note can bear. */
    static String plain(String text, int longest) {
        var plain = new StringBuilder();
        text.codePoints().limit(longest).forEach(character -> {
            int type = Character.getType(character);
            boolean harmful = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE
                    || type == Character.PRIVATE_USE
                    || type == Character.SPACE_SEPARATOR;
            plain.appendCodePoint(harmful ? ' ' : character);
        });
        return NUMBER.matcher(plain.toString().strip()).replaceAll(number -> "•••• " + lastFour(number.group()));
    }

    private static String lastFour(String number) {
        String digits = NOT_A_DIGIT.matcher(number).replaceAll("");
        return digits.substring(digits.offsetByCodePoints(digits.length(), -4));
    }
}
