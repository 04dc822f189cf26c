package io.countersign.app.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.challenge.Channel;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.LimitKind;
import io.countersign.policy.LimitReached;
import io.countersign.verification.Actor;
import io.countersign.verification.Decision.NotThisWay.Why;
import io.countersign.verification.Direction;
import io.countersign.verification.Method;
import io.countersign.verification.Outcome;
import io.countersign.verification.Refusal;
import io.countersign.verification.VerificationEvent.Cancelled.Cancellation;
import io.countersign.verification.VerificationEvent.Comparison;
import io.countersign.verification.VerificationEvent.Denied.Denial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class InsideWordsTest {
    private static final Instant AFTERNOON = Instant.parse("2026-03-02T13:05:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final InsideWords words = new InsideWords(Locale.ENGLISH);

    @Test
    void every_refusal_has_a_sentence_and_says_what_to_do() {
        for (Refusal refusal : Refusal.values()) {
            assertThat(words.sentence(refusal)).as(refusal.name()).endsWith(".").hasSizeBetween(20, 140);
            assertThat(words.reason(refusal)).as(refusal.name()).isNotBlank();
        }
    }

    @Test
    void every_limit_says_when_it_ends_on_the_readers_clock() {
        // right codes are counted, and limit nothing
        for (LimitKind kind : EnumSet.complementOf(EnumSet.of(LimitKind.RIGHT_CODES_FROM_COUNTRY))) {
            var limit = new LimitReached(kind, AFTERNOON);

            assertThat(words.sentence(limit, BERLIN, AFTERNOON.minusSeconds(3_600)))
                    .as(kind.name())
                    .contains("until 14:05")
                    .contains(".");
            assertThat(words.sentence(limit, BERLIN, AFTERNOON.minusSeconds(86_400)))
                    .contains("until 2026-03-02 14:05");
            assertThat(words.sentence(limit, BERLIN)).contains("until 2026-03-02 14:05 Europe/Berlin");
        }
    }

    @Test
    void a_limit_that_is_soon_over_says_how_long_and_never_too_little() {
        var limit = new LimitReached(LimitKind.CODES_FOR_PERSON, AFTERNOON);
        var told = Map.of(
                "PT12S", "for 12\u00a0s.",
                "PT11.2S", "for 12\u00a0s.",
                "PT1M30S", "for 90\u00a0s.",
                "PT1M31S", "for 2\u00a0min.",
                "PT5M", "for 5\u00a0min.",
                "PT10M", "for 10\u00a0min.",
                "PT10M1S", "until 14:05.",
                "PT-1S", "for 1\u00a0s.");

        told.forEach((left, end) -> assertThat(words.sentence(limit, BERLIN, AFTERNOON.minus(Duration.parse(left))))
                .as(left)
                .endsWith(end));
    }

    @Test
    void every_delivery_problem_says_what_happened_and_what_to_do() {
        for (DeliveryProblem problem : DeliveryProblem.values()) {
            assertThat(words.sentence(problem)).as(problem.name()).isNotBlank().doesNotEndWith(".");
            assertThat(words.advice(problem)).as(problem.name()).endsWith(".");
        }
    }

    @Test
    void every_outcome_has_its_word_and_a_sentence_that_begins_with_it() {
        for (Outcome outcome : Outcome.values()) {
            assertThat(words.sentence(outcome)).startsWith(words.outcome(outcome) + ":");
        }
        assertThat(words.outcome(Outcome.VERIFIED)).isEqualTo("Verified");
    }

    @Test
    void a_supplied_place_is_never_worded_as_verified() {
        assertThat(words.sentence(Outcome.REACHED)).doesNotContainIgnoringCase("verified");
    }

    @Test
    void everything_that_the_story_can_say_has_words() {
        var keys = new TreeSet<String>();
        for (Action action : Action.values()) {
            keys.add("action." + action.key());
        }
        for (Assurance level : Assurance.values()) {
            keys.add("proves." + level);
        }
        for (Method method : Method.values()) {
            keys.add("method." + method);
        }
        for (Channel channel : Channel.values()) {
            keys.add("channel." + channel);
        }
        for (Direction direction : Direction.values()) {
            keys.add("direction." + direction);
        }
        for (Cancellation reason : Cancellation.values()) {
            keys.add("cancelled." + reason);
        }
        for (Denial reason : Denial.values()) {
            keys.add("denied." + reason);
            keys.add("denied." + reason + ".text");
        }
        for (Comparison comparison : Comparison.values()) {
            keys.add("compared." + comparison);
        }
        for (Why why : Why.values()) {
            keys.add("not-this-way." + why);
        }

        assertThat(bundle().keySet()).containsAll(keys);
    }

    @Test
    void every_key_that_is_asked_for_exists() throws IOException {
        var asked = new TreeSet<String>();
        for (Path folder : List.of(Path.of("src/main/jte"), Path.of("src/main/java/io/countersign/app"))) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Pattern.compile("words\\.(?:word|say)\\(\\s*\"([^\"]+)\"\\s*[,)]")
                            .matcher(Files.readString(file))
                            .results()
                            .forEach(match -> asked.add(match.group(1)));
                }
            }
        }

        assertThat(asked).hasSizeGreaterThan(60);
        assertThat(bundle().keySet()).containsAll(asked);
    }

    @Test
    void no_plain_apostrophe_swallows_a_value() throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/messages/inside.properties")))
                .as("in a pattern ' begins a quotation; write ’")
                .doesNotContain("'");
    }

    @Test
    void T19_a_name_cannot_turn_a_sentence_around() {
        assertThat(words.name("Eve\u202Edeifirev\u2066\n<b>")).isEqualTo("Eve deifirev  <b>");
        assertThat(words.name("\u200F ")).isEqualTo("(no name)");
        assertThat(words.name("x".repeat(200))).hasSize(60).endsWith("…");
    }

    @Test
    void a_program_is_named_as_a_program() {
        assertThat(words.actor(new Actor.Automation("nightly", new Actor.Technician("dana", "Dana Doe"))))
                .isEqualTo("automation “nightly” for Dana Doe");
    }

    @Test
    void a_language_that_is_not_there_falls_back_to_English() {
        assertThat(new InsideWords(Locale.JAPANESE).locale()).isEqualTo(Locale.ENGLISH);
    }

    private static ResourceBundle bundle() {
        return ResourceBundle.getBundle("messages.inside", Locale.ROOT);
    }
}
