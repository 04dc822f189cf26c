package io.countersign.attack;

import static io.countersign.attack.Attack.A_DAY;
import static io.countersign.attack.Attack.CONNECTOR;
import static io.countersign.attack.Attack.ask;
import static io.countersign.attack.Attack.atOnce;
import static io.countersign.attack.Attack.blind;
import static io.countersign.attack.Attack.decide;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The code is guessed. */
class T15GuessingTest {
    @Test
    void t15_the_third_wrong_code_denies_and_the_right_one_comes_too_late() {
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(person, "sms");
        String code = CONNECTOR.codeBySms(person.number(), 1);
        for (int i = 1; i <= 3; i++) {
            CONNECTOR.enter(id, Connector.wrong(code, i));
        }
        assertThat(CONNECTOR.verification(id).at("/outcome")).isEqualTo("DENIED");
        assertThat(CONNECTOR.enter(id, code).status()).isEqualTo(409);
        assertThat(CONNECTOR.note(person.ticket())).contains("wrong codes were given");
    }

    @Test
    void t15_the_same_wrong_code_twice_counts_once() {
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(person, "sms");
        String code = CONNECTOR.codeBySms(person.number(), 1);
        for (int i = 0; i < 5; i++) {
            assertThat(CONNECTOR
                            .enter(id, Connector.wrong(code, 1))
                            .body()
                            .path("triesLeft")
                            .asInt())
                    .isEqualTo(2);
        }
        assertThat(CONNECTOR.enter(id, code).at("/outcome")).isEqualTo("VERIFIED");
    }

    @Test
    void t15_two_hundred_guesses_at_once_compare_exactly_three() {
        try (var held = blind()) {
            assertThat(held).isNotNull();
            var person = CONNECTOR.somebody();
            String id = CONNECTOR.open(person, "sms");
            String code = CONNECTOR.codeBySms(person.number(), 1);
            var guesses = new ArrayList<Callable<Answer>>();
            for (int i = 1; i <= 200; i++) {
                String guess = Connector.wrong(code, i);
                guesses.add(() -> CONNECTOR.enter(id, guess));
            }
            var answers = atOnce(guesses);

            // 503: waited too long for a connection, and was not compared
            assertThat(answers).allMatch(answer -> answer.status() < 500 || answer.status() == 503);
            assertThat(Attack.events(id).stream().filter("wrong-code"::equals)).hasSize(3);
            assertThat(CONNECTOR.verification(id).at("/outcome")).isEqualTo("DENIED");
            assertThat(answers.stream().filter(answer -> answer.status() == 200))
                    .as("only what was compared is answered")
                    .hasSize(3);
            assertThat(CONNECTOR.enter(id, code).status()).isEqualTo(409);
        }
    }

    @Test
    void t15_five_failures_a_day_are_a_persons_over_all_tickets_and_the_next_day_is_free() {
        var person = CONNECTOR.somebody();
        String first = CONNECTOR.open(person, "sms");
        String code = CONNECTOR.codeBySms(person.number(), 1);
        for (int i = 1; i <= 3; i++) {
            CONNECTOR.enter(first, Connector.wrong(code, i));
        }
        CONNECTOR.pass(Duration.ofMinutes(1));
        String second = CONNECTOR.open(Map.of("ticketId", CONNECTOR.ticket(person.contact()), "method", "sms"));
        String secondCode = CONNECTOR.codeBySms(person.number(), 2);
        CONNECTOR.enter(second, Connector.wrong(secondCode, 1));
        CONNECTOR.enter(second, Connector.wrong(secondCode, 2));

        var sixth = CONNECTOR.enter(second, secondCode);
        assertThat(sixth.status()).as("not even the right code is compared").isEqualTo(429);
        assertThat(sixth.at("/limit")).isIn("FAILURES_OF_PERSON", "FAILURES_OF_CONTACT_POINT");
        assertThat(sixth.at("/detail")).contains("until");
        assertThat(sixth.headers()).containsKey("retry-after");
        assertThat(java.time.Instant.parse(sixth.at("/until")))
                .isBetween(
                        CONNECTOR.now().plus(Duration.ofHours(23)),
                        CONNECTOR.now().plus(A_DAY));

        // by mail it is another place, but the same person
        CONNECTOR.pass(Duration.ofMinutes(5));
        String byMail = CONNECTOR.open(Map.of("ticketId", CONNECTOR.ticket(person.contact()), "method", "email"));
        assertThat(CONNECTOR.enter(byMail, CONNECTOR.codeByMail(person.mail())).status())
                .isEqualTo(429);

        CONNECTOR.pass(A_DAY);
        assertThat(CONNECTOR
                        .enter(CONNECTOR.open(person, "sms"), CONNECTOR.codeBySms(person.number(), 3))
                        .at("/outcome"))
                .isEqualTo("VERIFIED");
    }

    @Test
    void t15_erasing_and_making_the_person_again_resets_no_count() {
        var person = CONNECTOR.somebody();
        String first = CONNECTOR.open(person, "sms");
        String code = CONNECTOR.codeBySms(person.number(), 1);
        for (int i = 1; i <= 3; i++) {
            CONNECTOR.enter(first, Connector.wrong(code, i));
        }
        Attack.require(CONNECTOR.call("DELETE", "/api/v1/accounts/" + person.account(), null), 204);
        String again = CONNECTOR.account(person.name(), person.mail(), person.number());

        var tooSoon = ask("accountId", again, "method", "sms");
        assertThat(tooSoon.status()).isEqualTo(429);
        assertThat(tooSoon.at("/limit")).isEqualTo("CODES_FOR_CONTACT_POINT");
        CONNECTOR.pass(Duration.ofMinutes(1));
        String second = CONNECTOR.open(Map.of("accountId", again, "method", "sms"));
        String secondCode = CONNECTOR.codeBySms(person.number(), 2);
        CONNECTOR.enter(second, Connector.wrong(secondCode, 1));
        CONNECTOR.enter(second, Connector.wrong(secondCode, 2));
        var sixth = CONNECTOR.enter(second, secondCode);
        assertThat(sixth.status()).isEqualTo(429);
        assertThat(sixth.at("/limit")).isEqualTo("FAILURES_OF_CONTACT_POINT");
    }

    @Test
    void t15_a_resend_waits_fifteen_seconds_then_one_minute_then_five_and_six_a_day_are_all() {
        try (var held = Attack.policy(
                Map.of("limits", Map.of("codeLife", "PT10M", "textsPerNumber", 100)),
                Map.of("limits", Map.of("codeLife", "PT5M", "textsPerNumber", 3)))) {
            assertThat(held).isNotNull();
            var person = CONNECTOR.somebody();
            String id = CONNECTOR.open(person, "sms");
            String code = CONNECTOR.codeBySms(person.number(), 1);

            for (int second : new int[] {15, 60, 300}) {
                var tooSoon = decide(id, "resend");
                assertThat(tooSoon.status()).isEqualTo(429);
                assertThat(tooSoon.at("/limit")).startsWith("CODES_FOR_");
                CONNECTOR.pass(Duration.ofSeconds(second - 3));
                assertThat(decide(id, "resend").status()).isEqualTo(429);
                CONNECTOR.pass(Duration.ofSeconds(3));
                assertThat(decide(id, "resend").status()).isEqualTo(200);
            }
            assertThat(CONNECTOR.codeBySms(person.number(), 4)).isEqualTo(code);
            for (int i = 0; i < 2; i++) {
                CONNECTOR.pass(Duration.ofMinutes(5));
                CONNECTOR.open(person, "sms");
            }
            CONNECTOR.pass(Duration.ofMinutes(6));
            var seventh = ask("ticketId", person.ticket(), "method", "sms");
            assertThat(seventh.status()).as(seventh.text()).isEqualTo(429);
            assertThat(ask("ticketId", person.ticket(), "method", "email").at("/limit"))
                    .isEqualTo("CODES_FOR_PERSON");
            CONNECTOR.pass(A_DAY);
            assertThat(CONNECTOR.open(person, "sms")).startsWith("v_");
        }
    }

    @Test
    void t15_sixty_presses_at_once_send_one_text() {
        var person = CONNECTOR.somebody();
        long deadlocks = Attack.deadlocks();
        var presses = java.util.Collections.<Callable<Answer>>nCopies(
                60, () -> ask("accountId", person.account(), "method", "sms"));
        var answers = atOnce(presses);

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(Attack.deadlocks()).as("nobody waits in a circle").isEqualTo(deadlocks);
        // who waited too long for a connection is told to come back; nothing was begun for them
        assertThat(answers.stream().filter(answer -> answer.status() == 429 || answer.status() == 503))
                .hasSize(59);
        CONNECTOR.codeBySms(person.number(), 1);
        assertThat(CONNECTOR.texts(person.number())).hasSize(1);
    }

    @Test
    void t15_a_country_that_is_not_allowed_gets_no_text_on_file_or_given() {
        var person = CONNECTOR.somebody();
        for (String abroad : new String[] {"+447400123456", "+8613800138000", "+12425550123"}) {
            assertThat(ask("ticketId", person.ticket(), "method", "sms", "to", abroad, "reason", "travelling")
                            .status())
                    .as(abroad)
                    .isEqualTo(422);
        }
        String account = CONNECTOR.account("Far Away", null, "+447400123456");
        assertThat(ask("accountId", account, "method", "sms").status()).isEqualTo(422);
    }

    @Test
    void t15_what_is_no_code_is_refused_without_being_counted() {
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(person, "sms");
        String code = CONNECTOR.codeBySms(person.number(), 1);
        for (String typed : new String[] {"", "12345", "1234567", "abcdef", "\u0000", "%", "' or 1=1"}) {
            // what no text may hold is refused before anybody looks whether it is a code
            int refused = typed.equals("\u0000") ? 400 : 422;
            assertThat(CONNECTOR.enter(id, typed).status()).as(typed).isEqualTo(refused);
        }
        assertThat(CONNECTOR.verification(id).body().path("triesLeft").asInt()).isEqualTo(3);
        assertThat(CONNECTOR.enter(id, code).at("/outcome")).isEqualTo("VERIFIED");
    }
}
