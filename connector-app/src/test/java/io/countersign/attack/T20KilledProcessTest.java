package io.countersign.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Answer;
import io.countersign.trial.Connector.Person;
import io.countersign.trial.ConnectorApart;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The connector is killed, or its vendors fail, at the worst moment. It runs in a process of its own, by the real clock: what it asks the vendors about is dated by
 * theirs.
 */
class T20KilledProcessTest {
    /** A dead worker's work is taken over after 20 s; then come the looks for the note. */
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private static final ConnectorApart APART = ConnectorApart.begin();
    private static final Connector CONNECTOR = APART.connector();

    @BeforeAll
    static void begin() {
        APART.start();
    }

    @AfterAll
    static void end() {
        APART.close();
    }

    @AfterEach
    void heal() {
        fault("connectwise", Map.of("mode", "ok"));
        fault("twilio", Map.of("mode", "ok"));
    }

    @Test
    void t20_killed_between_press_and_written_note_nothing_is_lost_and_nothing_doubled() {
        // the PSA keeps the note, and its answer is on the way when we die
        fault("connectwise", Map.of("mode", "slow", "match", "POST notes", "delayMs", 120_000));
        var noteOnItsWay = CONNECTOR.somebody();
        String noteOnItsWayId = CONNECTOR.open(noteOnItsWay, "sms");
        CONNECTOR.enter(noteOnItsWayId, code(noteOnItsWay));
        until(() -> CONNECTOR.notes(noteOnItsWay.ticket()).size() == 1);
        // the text was accepted
        var textAccepted = CONNECTOR.somebody();
        String textAcceptedId = CONNECTOR.open(textAccepted, "sms");
        String textAcceptedCode = code(textAccepted);
        // the outcome was answered a moment ago, and a 201 a moment later
        var justDecided = CONNECTOR.somebody();
        String justDecidedId = CONNECTOR.open(justDecided, "sms");
        String justDecidedCode = code(justDecided);
        var justAsked = CONNECTOR.somebody();
        assertThat(CONNECTOR.enter(justDecidedId, justDecidedCode).at("/outcome"))
                .isEqualTo("VERIFIED");
        String justAskedId = CONNECTOR.open(justAsked, "sms");

        APART.kill();
        fault("connectwise", Map.of("mode", "ok"));
        APART.start();

        assertThat(CONNECTOR.verification(noteOnItsWayId).at("/outcome")).isEqualTo("VERIFIED");
        assertThat(CONNECTOR.verification(justDecidedId).at("/outcome")).isEqualTo("VERIFIED");
        assertThat(CONNECTOR.verification(textAcceptedId).at("/state")).isEqualTo("open");
        assertThat(CONNECTOR.enter(textAcceptedId, textAcceptedCode).at("/outcome"))
                .isEqualTo("VERIFIED");
        assertThat(CONNECTOR.enter(justAskedId, code(justAsked)).at("/outcome")).isEqualTo("VERIFIED");
        for (var there : Map.of(
                        noteOnItsWay, noteOnItsWayId,
                        textAccepted, textAcceptedId,
                        justDecided, justDecidedId,
                        justAsked, justAskedId)
                .entrySet()) {
            one(there.getKey(), there.getValue());
        }
    }

    @Test
    void t20_killed_while_an_answer_was_lost_the_note_is_adopted_and_the_code_stays_the_same() {
        fault("connectwise", Map.of("mode", "accept-then-drop", "match", "POST notes", "times", 1));
        var decided = CONNECTOR.somebody();
        String decidedId = CONNECTOR.open(decided, "sms");
        CONNECTOR.enter(decidedId, code(decided));
        fault("twilio", Map.of("mode", "accept-then-drop", "match", "POST messages", "times", 1));
        var asked = CONNECTOR.somebody();
        String askedId = CONNECTOR.open(asked, "sms");
        code(asked);
        until(() -> CONNECTOR.notes(decided.ticket()).size() == 1);

        APART.kill();
        APART.start();

        assertThat(CONNECTOR.verification(decidedId).at("/outcome")).isEqualTo("VERIFIED");
        assertThat(CONNECTOR.enter(askedId, code(asked)).at("/outcome")).isEqualTo("VERIFIED");
        one(decided, decidedId);
        one(asked, askedId);
    }

    @Test
    void t20_whichever_way_the_psa_fails_the_ticket_gets_exactly_one_note() {
        var people = new LinkedHashMap<Person, String>();
        for (Map<String, Object> fault : java.util.List.<Map<String, Object>>of(
                Map.of("mode", "accept-then-drop"),
                Map.of("mode", "reset"),
                Map.of("mode", "status", "status", 503),
                Map.of("mode", "status", "status", 500),
                Map.of("mode", "status", "status", 429, "retryAfter", 2),
                Map.of("mode", "timeout"),
                Map.of("mode", "slow", "delayMs", 12_000))) {
            var person = CONNECTOR.somebody();
            String id = CONNECTOR.open(person, "sms");
            String code = code(person);
            int before = posts();
            var once = new LinkedHashMap<String, Object>(fault);
            once.put("match", "POST notes");
            once.put("times", 1);
            fault("connectwise", once);
            assertThat(CONNECTOR.enter(id, code).at("/outcome")).isEqualTo("VERIFIED");
            until(() -> posts() > before);
            people.put(person, id);
        }
        people.forEach(T20KilledProcessTest::one);
    }

    @Test
    void t20_a_note_that_the_psa_refuses_for_good_is_parked_and_seen() {
        for (int status : new int[] {400, 403}) {
            var person = CONNECTOR.somebody();
            String id = CONNECTOR.open(person, "sms");
            String code = code(person);
            fault("connectwise", Map.of("mode", "status", "status", status, "match", "POST notes", "times", 1));
            CONNECTOR.enter(id, code);

            until(() -> CONNECTOR.verification(id).at("/note/state").equals("parked"));
            assertThat(CONNECTOR.get("/api/v1/work").text()).contains(id, "parked");
            assertThat(CONNECTOR.notes(person.ticket())).isEmpty();
        }
    }

    @Test
    void t20_whichever_way_twilio_fails_there_is_one_live_code_and_at_most_one_unasked_repeat() {
        for (Map<String, Object> fault : java.util.List.<Map<String, Object>>of(
                Map.of("mode", "accept-then-drop"),
                Map.of("mode", "reset"),
                Map.of("mode", "status", "status", 503),
                Map.of("mode", "status", "status", 429, "retryAfter", 1))) {
            var person = CONNECTOR.somebody();
            var once = new LinkedHashMap<String, Object>(fault);
            once.put("match", "POST messages");
            once.put("times", 1);
            fault("twilio", once);
            String id = CONNECTOR.open(person, "sms");
            String code = code(person);

            until(() -> CONNECTOR.verification(id).text().contains("\"code-sent\"")
                    || CONNECTOR.verification(id).text().contains("\"code-delivered\""));
            if ("accept-then-drop".equals(fault.get("mode"))) {
                assertThat(CONNECTOR.verification(id).text()).contains("maybe-sent");
            }
            assertThat(CONNECTOR.enter(id, code).at("/outcome")).isEqualTo("VERIFIED");
            one(person, id);
        }
    }

    @Test
    void t20_a_provider_that_is_down_ends_in_no_outcome_that_proves_anything() {
        Attack.require(CONNECTOR.call("PUT", "/api/v1/policy", Map.of("limits", Map.of("codeLife", "PT12S"))), 200);
        try {
            for (Map<String, Object> fault : java.util.List.<Map<String, Object>>of(
                    Map.of("mode", "status", "status", 503, "retryAfter", 1),
                    Map.of("mode", "status", "status", 429, "retryAfter", 60),
                    Map.of("mode", "reset"))) {
                var down = new LinkedHashMap<String, Object>(fault);
                down.put("match", "POST messages");
                fault("twilio", down);
                var person = CONNECTOR.somebody();
                String id = CONNECTOR.open(person, "sms");
                until(() -> !CONNECTOR.verification(id).at("/outcome").isEmpty());

                assertThat(CONNECTOR.verification(id).at("/outcome")).isIn("EXPIRED", "UNDELIVERABLE");
                assertThat(CONNECTOR.texts(person.number())).isEmpty();
                fault("twilio", Map.of("mode", "ok"));
                one(person, id);
                assertThat(CONNECTOR.note(person.ticket())).contains("NOT verified");
            }
        } finally {
            Attack.require(CONNECTOR.call("PUT", "/api/v1/policy", Map.of("limits", Map.of("codeLife", "PT5M"))), 200);
        }
    }

    /** One note, written and known to be; texts that all say the same, and not more than two. */
    private static void one(Person person, String id) {
        until(() -> CONNECTOR.verification(id).at("/note/state").equals("written"));
        assertThat(CONNECTOR.notes(person.ticket())).as(id).hasSize(1);
        assertThat(CONNECTOR.verification(id).body().at("/note/id").asLong())
                .isEqualTo(
                        CONNECTOR.notes(person.ticket()).getFirst().path("id").asLong());
        var texts = CONNECTOR.texts(person.number());
        assertThat(texts).hasSizeLessThanOrEqualTo(2);
        assertThat(new HashSet<>(texts)).hasSizeLessThanOrEqualTo(1);
    }

    private static String code(Person person) {
        until(() -> !CONNECTOR.texts(person.number()).isEmpty());
        return Connector.code(CONNECTOR.texts(person.number()).getLast());
    }

    private static int posts() {
        return CONNECTOR
                .sandbox("GET", "/counts", null)
                .body()
                .path("connectwise POST notes")
                .asInt(0);
    }

    private static void fault(String target, Map<String, ?> fault) {
        Answer set = CONNECTOR.sandbox("PUT", "/faults/" + target, fault);
        Attack.require(set, 200);
    }

    private static void until(BooleanSupplier there) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen within " + PATIENCE);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
