package io.countersign.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Answer;
import io.countersign.trial.Connector.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A program that does not know whether its request arrived may simply repeat it. */
class IdempotencyTest {
    private final Connector connector = Connector.running();
    private final String key = new Programs(connector).allScopes();

    private Answer open(Person person, String method, String word) {
        var headers = new HashMap<>(Programs.with(key));
        headers.put("Idempotency-Key", word);
        return connector.call(
                "POST", "/api/v1/verifications", Map.of("ticketId", person.ticket(), "method", method), headers);
    }

    private long verifications(Person person) {
        return connector
                .bean(JdbcClient.class)
                .sql("select count(*) from verification where ticket = ?")
                .param(person.ticket())
                .query(Long.class)
                .single();
    }

    @Test
    void the_same_request_under_the_same_word_is_one_verification_and_one_text() {
        var person = connector.somebody();
        var first = open(person, "sms", "once " + person.ticket());
        connector.codeBySms(person.number(), 1);
        var second = open(person, "sms", "once " + person.ticket());

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.at("/id")).isEqualTo(first.at("/id"));
        assertThat(verifications(person)).isEqualTo(1);
        assertThat(connector.texts(person.number())).hasSize(1);
    }

    @Test
    void another_request_under_the_same_word_is_refused() {
        var person = connector.somebody();
        open(person, "sms", "other " + person.ticket());
        assertThat(open(person, "email", "other " + person.ticket()).status()).isEqualTo(422);
        assertThat(verifications(person)).isEqualTo(1);
    }

    @Test
    void the_same_request_many_times_at_once_is_one_verification() throws Exception {
        var person = connector.somebody();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Callable<Answer>>();
            for (int i = 0; i < 8; i++) {
                asked.add(() -> open(person, "sms", "at once " + person.ticket()));
            }
            var ids = new java.util.TreeSet<String>();
            for (var answer : threads.invokeAll(asked)) {
                assertThat(answer.get().status()).as(answer.get().text()).isEqualTo(201);
                ids.add(answer.get().at("/id"));
            }
            assertThat(ids).hasSize(1);
        }
        assertThat(verifications(person)).isEqualTo(1);
        connector.codeBySms(person.number(), 1);
        assertThat(connector.texts(person.number())).hasSize(1);
    }

    @Test
    void what_was_refused_may_be_asked_again_under_the_same_word() {
        var person = connector.somebody();
        assertThat(open(person, "totp", "again " + person.ticket()).status()).isEqualTo(422);
        assertThat(open(person, "sms", "again " + person.ticket()).status()).isEqualTo(201);
    }

    @Test
    void a_word_is_neither_empty_nor_endless() {
        var person = connector.somebody();
        assertThat(open(person, "sms", " ").status()).isIn(201, 422);
        assertThat(open(person, "sms", "x".repeat(201)).status()).isEqualTo(422);
        assertThat(open(person, "sms", "x".repeat(200)).status()).isEqualTo(201);
    }

    /** On a busy machine anything takes long; one of five shows that nobody waited for the workers' own look, once a second. */
    @Test
    void the_text_leaves_at_once_when_the_outer_transaction_has_committed() {
        var waits = new ArrayList<Duration>();
        for (int i = 0; i < 5; i++) {
            var opened = open(connector.somebody(), "sms", "soon " + connector.newMail());
            waits.add(Connector.eventually(() -> connector
                    .verification(opened.at("/id"))
                    .body()
                    .path("events")
                    .valueStream()
                    .filter(event -> event.path("type").asString().equals("code-sent"))
                    .findFirst()
                    .map(event -> Duration.between(
                            Instant.parse(opened.at("/requestedAt")),
                            Instant.parse(event.path("at").asString())))));
        }
        assertThat(waits).anyMatch(wait -> wait.compareTo(Duration.ofMillis(200)) < 0);
    }

    @Test
    void the_psa_is_asked_before_anything_is_held_and_not_again_for_a_repetition() {
        var keys = connector.bean(IdempotencyKeys.class);
        var caller = connector
                .bean(io.countersign.app.installation.ApiKeys.class)
                .caller(key)
                .orElseThrow();
        var id = new io.countersign.verification.VerificationId(connector.open(connector.somebody(), "sms"));
        String word = "held " + id.value();
        var asked = new ArrayList<Boolean>();
        for (int repetition = 0; repetition < 3; repetition++) {
            keys.once(caller, word, "a request", () -> {
                asked.add(TransactionSynchronizationManager.isActualTransactionActive());
                return () -> {
                    assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                            .isTrue();
                    return id;
                };
            });
        }

        assertThat(asked).containsExactly(false);
    }

    @Test
    void a_transaction_around_it_that_fails_leaves_neither_verification_nor_word_nor_text() {
        var person = connector.somebody();
        var keys = connector.bean(IdempotencyKeys.class);
        var caller = connector
                .bean(io.countersign.app.installation.ApiKeys.class)
                .caller(key)
                .orElseThrow();
        var desk = connector.bean(io.countersign.app.desk.Desk.class);
        connector.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            keys.once(caller, "undone " + person.ticket(), "a request", () -> () -> {
                var press = new io.countersign.app.desk.Desk.Press(
                        caller.installation(),
                        java.util.Optional.of(person.ticket()),
                        java.util.Optional.empty(),
                        io.countersign.verification.Method.SMS,
                        java.util.Optional.empty(),
                        io.countersign.verification.Direction.INBOUND,
                        java.util.Optional.empty(),
                        java.util.Optional.empty(),
                        new io.countersign.verification.Actor.Automation("test", null),
                        java.util.Optional.empty());
                return switch (desk.press(press).orElseThrow()) {
                    case io.countersign.verification.RequestVerification.Answer.Opened(var opened, var code) ->
                        opened.id();
                    case io.countersign.verification.RequestVerification.Answer other ->
                        throw new AssertionError("not opened: " + other);
                };
            });
            // what wakes the workers hangs on this transaction, not on one that has already ended
            assertThat(TransactionSynchronizationManager.getSynchronizations()).isNotEmpty();
            status.setRollbackOnly();
        });

        assertThat(verifications(person)).isZero();
        assertThat(connector
                        .bean(JdbcClient.class)
                        .sql("select count(*) from idempotency where key = ?")
                        .param("undone " + person.ticket())
                        .query(Long.class)
                        .single())
                .isZero();
        // whoever comes next is the first
        assertThat(open(person, "sms", "undone " + person.ticket()).status()).isEqualTo(201);
        connector.codeBySms(person.number(), 1);
        assertThat(connector.texts(person.number())).hasSize(1);
    }
}
