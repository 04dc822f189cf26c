package io.countersign.app.pod;

import io.countersign.policy.Action;
import io.countersign.verification.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a technician sees of a ticket: one record for each state that the card can be in. Holds finished sentences; what is shown when is decided in {@link CardOf},
 * and a page only lays it out.
 */
public sealed interface Card {
    /** Names the state for styles and tests: the record's name, in lower case with dashes. */
    default String state() {
        return NEXT_WORD.matcher(getClass().getSimpleName()).replaceAll("-$0").toLowerCase(Locale.ROOT);
    }

    /** Equal for two cards of which one may be brought up to date with the other without disturbing somebody who types into it. */
    default String key() {
        return state();
    }

    /** Where the same view is loaded again, below the pod's API. */
    default String self() {
        return "card";
    }

    // ---- nothing of the ticket is known or may be shown ----

    /** One thing is said, and perhaps one thing can be pressed. */
    sealed interface Message extends Card {
        Notice notice();
    }

    record Shell(Notice notice) implements Message {}

    record Proving(Notice notice) implements Message {}

    record OutsideTicket(Notice notice) implements Message {}

    record TicketNotSaved(Notice notice) implements Message {}

    record NotProved(Notice notice) implements Message {}

    /** Too many checks of this kind failed before this one. */
    record TooManyClaims(Notice notice) implements Message {}

    /** The pod's address names an installation that is not there. */
    record NotInstalled(Notice notice) implements Message {}

    /** What the page around the pod said cannot be asked about. */
    record UnusableClaim(Notice notice) implements Message {}

    record PsaDown(Notice notice) implements Message {}

    record SessionOver(Notice notice) implements Message {}

    /** Only the MSP's identity provider can prove who this is, and nobody has asked it yet. */
    record SignIn(Notice notice) implements Message {}

    /** Somebody is at the identity provider. */
    record SigningIn(Notice notice) implements Message {}

    record SignInDown(Notice notice) implements Message {}

    /** The operator has named no identity provider. */
    record SignInMissing(Notice notice) implements Message {}

    record WindowBlocked(Notice notice) implements Message {}

    /** The same technician has opened Countersign in a newer window. */
    record Moved(Notice notice) implements Message {}

    // ---- nothing is going on ----

    /** Somebody can be verified, or it is said why not. */
    sealed interface Start extends Card {
        Opening opening();

        @Override
        default String key() {
            return state() + "/" + opening().key();
        }

        @Override
        default String self() {
            return "card?view=start";
        }
    }

    record NoContact(Opening opening) implements Start {}

    record CatchAll(Opening opening) implements Start {}

    record Matched(Opening opening) implements Start {}

    record Ambiguous(Opening opening) implements Start {}

    record Unmatched(Opening opening) implements Start {}

    record NothingOffered(Opening opening) implements Start {}

    // ---- a code is on its way, or there ----

    /** A verification is open. */
    sealed interface Waiting extends Card {
        Progress progress();

        /** The same from the press to the outcome, so that a delivery report disturbs nobody who types. */
        @Override
        default String key() {
            return progress().id() + "/" + progress().entry().getClass().getSimpleName();
        }
    }

    record Sending(Progress progress) implements Waiting {}

    record WaitingShown(Progress progress) implements Waiting {}

    record WaitingBlind(Progress progress) implements Waiting {}

    record WaitingOutbound(Progress progress) implements Waiting {}

    // ---- it ended ----

    /** A verification has its outcome. */
    sealed interface Decided extends Card {
        Result result();

        /** Differs where something else can be done next. */
        @Override
        default String key() {
            return state() + "/" + result().id() + "/" + result().next().key();
        }
    }

    record Verified(Result result) implements Decided {}

    record VerifiedTooWeak(Result result) implements Decided {}

    /** Verified on somebody else's call, which may have been handed over. */
    record VerifiedForAnother(Result result) implements Decided {}

    record Reached(Result result) implements Decided {}

    /** The person answered "not me" or refused our messages. */
    record DeniedByUser(Result result) implements Decided {}

    record DeniedByTechnician(Result result) implements Decided {}

    record WrongCodes(Result result) implements Decided {}

    record Expired(Result result) implements Decided {}

    record Undeliverable(Result result) implements Decided {}

    /** Undeliverable through no fault of the person's number or address. */
    record ProviderDown(Result result) implements Decided {}

    record Cancelled(Result result) implements Decided {}

    record Disputed(Result result) implements Decided {}

    /** The technician pressed, but somebody else or the deadline was first. */
    record SomebodyElseDecided(Decided actual) implements Decided {
        @Override
        public Result result() {
            return actual.result();
        }

        @Override
        public String key() {
            return actual.key();
        }
    }

    record History(List<Past> past) implements Card {
        public History {
            past = List.copyOf(past);
        }

        @Override
        public String key() {
            return state() + "/" + Integer.toHexString(past.toString().hashCode());
        }

        @Override
        public String self() {
            return "history";
        }
    }

    // ---- what cards are made of ----

    /**
     * Something to say where there is nothing else.
     *
     * @param say what the technician can say to the person on the line
     * @param press the label of the one button
     * @param retries whether the page tries again by itself
     */
    record Notice(
            String title,
            String text,
            @Nullable String say,
            @Nullable String press,
            boolean retries) {}

    /** How something is meant. Never told by colour alone: each has its sign, and a word says it too. */
    enum Tone {
        /** Proved. */
        GOOD,
        /** To be careful with. */
        CAUTION,
        /** Somebody may be attacking. */
        BAD,
        /** Neither. */
        CALM
    }

    /**
     * One sentence.
     *
     * @param passes after how long it is no longer true
     */
    record Line(Tone tone, String text, @Nullable Duration passes) {
        Line(Tone tone, String text) {
            this(tone, text, null);
        }
    }

    /**
     * A short wait before the next code.
     *
     * @param left until it is over
     * @param text how long it is, in words
     */
    record Wait(Duration left, String text) {}

    /**
     * Whom the card is about.
     *
     * @param standing how the person was found, in a word
     */
    record Subject(
            String name, @Nullable String company, @Nullable String standing) {}

    /**
     * What can be begun.
     *
     * @param key differs where what is offered differs
     * @param heading what is the matter, where nobody is matched
     * @param told about the press before
     * @param purpose absent where nothing can be begun
     * @param why what stands in the way
     */
    record Opening(
            String key,
            Subject subject,
            @Nullable Line heading,
            List<Line> told,
            @Nullable Purpose purpose,
            @Nullable Begin begin,
            List<Pick> picks,
            @Nullable Others others,
            List<Line> why,
            @Nullable String say,
            boolean history) {
        /** What the chosen action asks for. */
        public @Nullable String need() {
            return purpose == null
                    ? null
                    : purpose.actions().stream()
                            .filter(ActionChoice::chosen)
                            .map(ActionChoice::need)
                            .findFirst()
                            .orElse(null);
        }

        public Opening {
            told = List.copyOf(told);
            picks = List.copyOf(picks);
            why = List.copyOf(why);
        }
    }

    /**
     * What for, and who contacted whom.
     *
     * @param fixed whether it is that of the verification before and cannot be chosen here
     */
    record Purpose(List<ActionChoice> actions, Direction direction, boolean fixed) {
        public Purpose {
            actions = List.copyOf(actions);
        }
    }

    record ActionChoice(Action action, String words, String need, boolean chosen) {}

    /**
     * The button Verify identity and what it will do.
     *
     * @param account chosen before; absent where the ticket's match decides
     * @param lead what to say before the methods
     * @param methods empty where the server chooses the strongest
     * @param cautions that a method will not be enough for an action
     * @param after until it can be pressed; absent where it can be now
     */
    record Begin(
            @Nullable String account,
            @Nullable String lead,
            List<MethodChoice> methods,
            List<Caution> cautions,
            @Nullable Wait after) {
        public Begin {
            methods = List.copyOf(methods);
            cautions = List.copyOf(cautions);
        }
    }

    /**
     * That a result will not be enough.
     *
     * @param gives the level that the result would have
     * @param now whether this action and such a method are chosen unless somebody chooses
     */
    record Caution(Action action, String gives, String text, boolean now) {}

    /**
     * One method.
     *
     * @param whyNot absent where it is offered
     */
    record MethodChoice(
            String key,
            String name,
            String to,
            @Nullable String gives,
            boolean chosen,
            @Nullable String whyNot) {}

    /** A person to pick: a press sends the code, or nothing can be sent. */
    record Pick(String account, String name, String by, boolean possible) {}

    /**
     * Ways to verify somebody who is not matched.
     *
     * @param search whether this company's people can be searched
     * @param aside whether these ways are second to another one on the card
     * @param closed why no given number or address may be used
     */
    record Others(
            boolean search,
            @Nullable String noSearch,
            boolean aside,
            @Nullable String closed) {}

    /**
     * An open verification.
     *
     * @param task what to do now
     * @param deliveries how far each message has come
     */
    record Progress(
            String id,
            Subject subject,
            Countdown countdown,
            String task,
            Entry entry,
            List<Line> told,
            List<Line> deliveries,
            List<String> about) {
        public Progress {
            told = List.copyOf(told);
            deliveries = List.copyOf(deliveries);
            about = List.copyOf(about);
        }
    }

    /** By the server's clock. */
    record Countdown(Instant from, Instant now, Instant deadline, long seconds) {
        /** Minutes and seconds. */
        public String left() {
            return "%d:%02d".formatted(seconds / 60, seconds % 60);
        }
    }

    /** How the two sides compare the code. */
    sealed interface Entry {
        /** The technician sees it and hears it. */
        record Shown(Digits code) implements Entry {}

        /** The technician types what they hear. */
        record Typed(String tries, boolean first) implements Entry {}

        /** The technician reads it out. */
        record ReadOut(@Nullable Digits code) implements Entry {}
    }

    /** A code as it is shown: three and three. Prints masked. */
    record Digits(String first, String second) {
        @Override
        public String toString() {
            return "Digits[••• •••]";
        }
    }

    /**
     * The result itself.
     *
     * @param word the outcome's word, with which the result begins
     */
    record Headline(Tone tone, String word, String rest) {
        /** The sign that stands before the word. */
        public String sign() {
            return switch (tone) {
                case GOOD -> "verified";
                case CAUTION -> "dot";
                case BAD -> "stop";
                case CALM -> "ended";
            };
        }
    }

    /**
     * How it ended.
     *
     * @param say what the technician can say to the person on the line
     * @param notes how far the note has come
     */
    record Result(
            String id,
            Subject subject,
            Headline headline,
            List<Line> told,
            List<Line> facts,
            @Nullable String say,
            List<Line> notes,
            Next next) {
        public Result {
            told = List.copyOf(told);
            facts = List.copyOf(facts);
            notes = List.copyOf(notes);
        }
    }

    /** What to do after an outcome. */
    sealed interface Next {
        /** Equal for two that offer the same, however long it has still to wait. */
        default String key() {
            return getClass().getSimpleName();
        }

        /** Nothing presses; a new verification is one press away. */
        record New(boolean pressing) implements Next {}

        /** Try again here. */
        record Again(Purpose purpose, Begin begin) implements Next {
            @Override
            public String key() {
                return begin.methods().stream().map(MethodChoice::key).collect(Collectors.joining(" "));
            }
        }

        /** Rely on it for the same call, or check anew. */
        record TakeOver() implements Next {}
    }

    /** One earlier verification. */
    record Past(String text, boolean disputed) {}

    /** Before each further word of a record's name. */
    Pattern NEXT_WORD = Pattern.compile("(?<!^)[A-Z]");
}
