package io.countersign.attack;

import static io.countersign.attack.Attack.CONNECTOR;
import static io.countersign.attack.Attack.atOnce;
import static io.countersign.attack.Attack.database;
import static io.countersign.attack.Attack.decide;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.journal.ChainHash;
import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Answer;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Two decide at the same moment (T20), and the log is edited or its person erased (T18). */
class TwoAtOnceTest {
    @AfterAll
    static void every_chain_of_the_run_checks() {
        assertThat(brokenChains()).isEmpty();
        assertThat(Attack.deadlocks()).as("nobody waits in a circle").isZero();
    }

    @Test
    void t20_approve_against_deny_against_the_right_code_is_one_outcome_and_one_note() {
        for (int round = 0; round < 5; round++) {
            var person = CONNECTOR.somebody();
            String id = CONNECTOR.open(person, "sms");
            String code = CONNECTOR.codeBySms(person.number(), 1);
            var deeds = new ArrayList<Callable<Answer>>();
            for (int i = 0; i < 4; i++) {
                deeds.add(() -> decide(id, "approve"));
                deeds.add(() -> decide(id, "deny"));
                deeds.add(() -> decide(id, "cancel"));
                deeds.add(() -> CONNECTOR.enter(id, code));
            }
            oneWinner(person.ticket(), id, atOnce(deeds));
        }
    }

    @Test
    void t20_the_deadline_against_an_approval_is_one_outcome_and_one_note() {
        for (int round = 0; round < 5; round++) {
            var person = CONNECTOR.somebody();
            String id = CONNECTOR.open(person, "sms");
            CONNECTOR.codeBySms(person.number(), 1);
            CONNECTOR.pass(Duration.ofMinutes(5).minusMillis(300));
            var deeds = new ArrayList<Callable<Answer>>();
            deeds.add(() -> {
                CONNECTOR.pass(Duration.ofMillis(300));
                return decide(id, "approve");
            });
            for (int i = 0; i < 4; i++) {
                deeds.add(() -> decide(id, "approve"));
            }
            var answers = atOnce(deeds);
            String outcome = CONNECTOR.outcome(id);
            assertThat(outcome).isIn("VERIFIED", "EXPIRED");
            assertThat(answers.stream().filter(answer -> answer.status() == 200))
                    .hasSize(outcome.equals("VERIFIED") ? 1 : 0);
            oneNote(person.ticket(), id);
        }
    }

    @Test
    void t20_a_reply_of_no_against_an_approval_is_one_outcome() {
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(person, "sms");
        CONNECTOR.codeBySms(person.number(), 1);
        atOnce(List.<Callable<Answer>>of(
                () -> decide(id, "approve"),
                () -> CONNECTOR.sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", "NO"))));

        var decided = CONNECTOR.verification(id);
        assertThat(decided.at("/outcome").equals("DENIED")
                        || decided.body().path("disputed").asBoolean(false))
                .as("a no is never lost")
                .isTrue();
    }

    @Test
    void t18_erasing_a_person_leaves_the_chain_checking_and_the_story_unreadable() {
        var person = CONNECTOR.somebody();
        Attack.proved(person);
        CONNECTOR.note(person.ticket());
        CONNECTOR.pass(Duration.ofMinutes(1));
        String open = CONNECTOR.open(Map.of("ticketId", CONNECTOR.ticket(person.contact()), "method", "email"));
        String id = Attack.database()
                .sql("select id from verification where account = ? and outcome is not null")
                .param(person.account())
                .query(String.class)
                .single();

        Attack.require(CONNECTOR.call("DELETE", "/api/v1/accounts/" + person.account(), null), 204);

        for (String verification : List.of(id, open)) {
            assertThat(CONNECTOR.verification(verification).status()).isEqualTo(404);
            for (String verb : List.of("approve", "deny", "cancel", "resend")) {
                assertThat(decide(verification, verb).status()).isEqualTo(404);
            }
        }
        assertThat(CONNECTOR.get("/api/v1/accounts/" + person.account()).status())
                .isEqualTo(404);
        assertThat(Attack.options(person.ticket()).status()).isEqualTo(200);
        assertThat(CONNECTOR.get("/api/v1/events?limit=200").status()).isEqualTo(200);
        assertThat(database()
                        .sql("select count(*) from live_code where verification = ?")
                        .param(open)
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(brokenChains()).isEmpty();
    }

    @Test
    void t18_erasing_against_pressing_leaves_no_code_alive() {
        for (int round = 0; round < 10; round++) {
            var person = CONNECTOR.somebody();
            atOnce(List.<Callable<Answer>>of(
                    () -> CONNECTOR.call("DELETE", "/api/v1/accounts/" + person.account(), null),
                    () -> Attack.ask("accountId", person.account(), "method", "email"),
                    () -> CONNECTOR.call("DELETE", "/api/v1/accounts/" + person.account(), null)));
            assertThat(database()
                            .sql("select count(*) from verification v where v.account = ? and outcome is null")
                            .param(person.account())
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    private static void oneWinner(long ticket, String id, List<Answer> answers) {
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() != 200))
                .allMatch(answer -> answer.status() == 409
                        && !answer.at("/decidedBy").isEmpty()
                        && !answer.at("/outcome").isEmpty());
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 409)
                        .map(answer -> answer.at("/outcome"))
                        .distinct())
                .containsExactly(CONNECTOR.verification(id).at("/outcome"));
        oneNote(ticket, id);
    }

    private static void oneNote(long ticket, String id) {
        Connector.eventually(() -> Optional.of(CONNECTOR.verification(id))
                .filter(there -> there.at("/note/state").equals("written")));
        assertThat(CONNECTOR.notes(ticket)).hasSize(1);
    }

    private record Line(int number, String type, java.time.Instant at, String stored, String hash) {}

    /** Recomputed from the rows alone, without any key. */
    private static List<String> brokenChains() {
        var stories = new LinkedHashMap<String, List<Line>>();
        database()
                .sql("select verification, number, type, at, stored, hash from event order by verification, number")
                .query(row -> {
                    stories.computeIfAbsent(row.getString(1), none -> new ArrayList<>())
                            .add(new Line(
                                    row.getInt(2),
                                    row.getString(3),
                                    row.getObject(4, OffsetDateTime.class).toInstant(),
                                    HexFormat.of().formatHex(row.getBytes(5)),
                                    row.getString(6)));
                });
        var broken = new ArrayList<String>();
        stories.forEach((id, lines) -> {
            ChainHash last = ChainHash.START;
            int number = 0;
            for (Line line : lines) {
                last = last.next(
                        id,
                        line.number(),
                        line.type(),
                        line.at(),
                        HexFormat.of().parseHex(line.stored()));
                if (line.number() != number++ || !last.hex().equals(line.hash())) {
                    broken.add(id + "/" + line.number());
                }
            }
            String head = database()
                    .sql("select head from verification where id = ?")
                    .param(id)
                    .query(String.class)
                    .single();
            if (!head.equals(last.hex())) {
                broken.add(id);
            }
        });
        return broken;
    }
}
