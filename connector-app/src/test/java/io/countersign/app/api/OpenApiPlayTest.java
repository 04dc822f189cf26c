package io.countersign.app.api;

import static io.countersign.app.api.Programs.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.app.api.Described.Operation;
import io.countersign.app.edge.Rates;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Answer;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Plays the document of the JSON interface against the running connector and compares the two, both ways. */
class OpenApiPlayTest {
    private final Connector connector = Connector.running();
    private final Programs programs = new Programs(connector);
    private final Described described = new Described(connector);
    private final String key = programs.allScopes();

    @Test
    void the_document_is_a_good_OpenAPI_document_and_needs_no_key() {
        var text = connector.call("GET", "/api/v1/openapi.json", null, Map.of());
        assertThat(text.status()).isEqualTo(200);
        assertThat(Described.header(text, "content-type")).startsWith("application/json");

        var options = new ParseOptions();
        options.setResolve(true);
        var read = new OpenAPIV3Parser().readContents(text.text(), null, options);
        assertThat(read.getMessages()).isNullOrEmpty();
        assertThat(read.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
    }

    @Test
    void every_route_is_described_and_every_described_operation_is_a_route() {
        var routes = new TreeSet<String>();
        connector
                .bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(route -> {
                    for (var path : route.getPatternsCondition().getPatterns()) {
                        if (path.getPatternString().startsWith("/api/")) {
                            route.getMethodsCondition().getMethods().forEach(verb -> routes.add(verb + " " + path));
                        }
                    }
                });
        assertThat(described.operations().stream().map(Operation::name).toList())
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void every_answer_is_as_described_and_every_described_answer_comes() throws Exception {
        described.play(described.operation("GET /api/v1/openapi.json"), "/api/v1/openapi.json", null, Map.of());
        playTheStoryOfVerifications();
        playTheOtherWays();
        playAccounts();
        playListsAndPolicy();
        playWhatEveryOperationRefuses();
        playTheLimitOfTheKey();
        playTheDatabaseDown();

        assertThat(described.neverSeen()).as("described, and never seen").isEmpty();
    }

    private Answer play(int status, String operation, String id, @Nullable Object body) {
        return play(status, operation, described.operation(operation).of(id), body, with(key));
    }

    private Answer play(int status, String operation, String path, @Nullable Object body, Map<String, String> headers) {
        var answer = described.play(described.operation(operation), path, body, headers);
        assertThat(answer.status()).as("%s: %s", operation, answer.text()).isEqualTo(status);
        return answer;
    }

    private void playTheStoryOfVerifications() {
        var person = connector.somebody();
        play(200, "GET /api/v1/tickets/{ticketId}/options", Long.toString(person.ticket()), null);
        play(200, "GET /api/v1/tickets/{ticketId}/options", Long.toString(connector.ticketOfNobody()), null);
        var opened = play(
                201,
                "POST /api/v1/verifications",
                "",
                Map.of("ticketId", person.ticket(), "method", "sms", "technician", "jdoe", "action", "password-reset"));
        String id = opened.at("/id");
        assertThat(opened.at("/code")).matches("[0-9]{6}");
        play(200, "GET /api/v1/verifications/{id}", id, null);
        String code = connector.codeBySms(person.number(), 1);
        play(200, "POST /api/v1/verifications/{id}/code", id, Map.of("typed", Connector.wrong(code, 1)));
        play(422, "POST /api/v1/verifications/{id}/code", id, Map.of("typed", "12345"));
        play(429, "POST /api/v1/verifications/{id}/resend", id, null);
        connector.pass(Duration.ofSeconds(20));
        play(200, "POST /api/v1/verifications/{id}/resend", id, Map.of());
        play(200, "POST /api/v1/verifications/{id}/code", id, Map.of("typed", code));
        connector.note(person.ticket());
        play(200, "GET /api/v1/verifications/{id}", id, null);
        for (String late : List.of("approve", "deny", "cancel", "resend")) {
            play(409, "POST /api/v1/verifications/{id}/" + late, id, null);
        }
        play(409, "POST /api/v1/verifications/{id}/code", id, Map.of("typed", code));
    }

    private void playTheOtherWays() {
        var approved = connector.open(connector.somebody(), "email");
        play(200, "POST /api/v1/verifications/{id}/approve", approved, null);
        var denied = connector.open(connector.somebody(), "sms+email");
        play(200, "POST /api/v1/verifications/{id}/deny", denied, Map.of());
        var cancelled = connector.open(connector.somebody(), "sms");
        play(200, "POST /api/v1/verifications/{id}/cancel", cancelled, null);
        var ambiguous = connector.somebody();
        connector.account("Their twin", ambiguous.mail(), null);
        play(200, "GET /api/v1/tickets/{ticketId}/options", Long.toString(ambiguous.ticket()), null);
        var given = play(
                201,
                "POST /api/v1/verifications",
                "",
                Map.of(
                        "ticketId",
                        connector.ticketOfNobody(),
                        "method",
                        "sms",
                        "to",
                        connector.newNumber(),
                        "reason",
                        "their phone is lost"));
        assertThat(given.status()).isEqualTo(201);
        play(422, "POST /api/v1/verifications", "", Map.of("method", "sms"));
        play(404, "POST /api/v1/verifications", "", Map.of("method", "sms", "accountId", Described.NOBODY));
        play(
                429,
                "POST /api/v1/verifications",
                "",
                Map.of("ticketId", ambiguous.ticket(), "accountId", limited(), "method", "sms"));
    }

    /** Somebody who has just been sent a code. */
    private String limited() {
        String account = connector.account("Somebody in a hurry", null, connector.newNumber());
        connector.open(Map.of("accountId", account, "method", "sms"));
        return account;
    }

    private void playAccounts() {
        var made = play(
                201,
                "POST /api/v1/accounts",
                "",
                Map.of("name", "New One", "customer", "sandbox", "email", connector.newMail()));
        String id = made.at("/id");
        play(200, "GET /api/v1/accounts/{id}", id, null);
        play(200, "PATCH /api/v1/accounts/{id}", id, Map.of("name", "Newer One", "mobile", connector.newNumber()));
        play(422, "PATCH /api/v1/accounts/{id}", id, Map.of("email", "no address"));
        play(422, "POST /api/v1/accounts", "", Map.of("name", "New One", "customer", "none"));
        play(204, "DELETE /api/v1/accounts/{id}", id, null);
        play(404, "GET /api/v1/accounts/{id}", id, null);
    }

    private void playListsAndPolicy() {
        play(200, "GET /api/v1/accounts", "/api/v1/accounts?customer=sandbox&limit=1", null, with(key));
        play(404, "GET /api/v1/accounts", "/api/v1/accounts?customer=none", null, with(key));
        play(200, "GET /api/v1/customers", "", null);
        play(200, "GET /api/v1/events", "/api/v1/events?limit=200", null, with(key));
        play(200, "GET /api/v1/work", "", null);
        for (String list : List.of("accounts", "customers", "events", "work")) {
            play(422, "GET /api/v1/" + list, "/api/v1/" + list + "?limit=0", null, with(key));
        }
        var policy = play(200, "GET /api/v1/policy", "", null);
        play(200, "PUT /api/v1/policy", "", policy.body());
        play(422, "PUT /api/v1/policy", "", Map.of("codeEntry", "sung"));
    }

    private void playWhatEveryOperationRefuses() {
        for (var operation : described.operations()) {
            if (!operation.needsKey()) {
                continue;
            }
            String path = operation.unknown();
            Object body = operation.takesBody() ? goodBody(operation) : null;
            play(400, operation.name(), path + "?q=%00", body, with(key));
            play(401, operation.name(), path, body, Map.of());
            play(403, operation.name(), path, body, with(everyScopeBut(operation.scope())));
            if (operation.onOneThing()) {
                play(404, operation.name(), path, body, with(key));
            }
            if (operation.takesBody()) {
                play(400, operation.name(), path, "{\"no such field\": 1}", with(key));
                play(413, operation.name(), path, " ".repeat(256 * 1024 + 1), with(key));
                play(415, operation.name(), path, new Connector.Raw("text/plain", "{}"), with(key));
            }
        }
    }

    static Object goodBody(Operation operation) {
        return switch (operation.name()) {
            case "POST /api/v1/verifications" -> Map.of("method", "sms", "accountId", Described.NOBODY);
            case "POST /api/v1/verifications/{id}/code" -> Map.of("typed", "123456");
            case "POST /api/v1/accounts" -> Map.of("name", "Somebody", "customer", "none");
            default -> Map.of();
        };
    }

    private String everyScopeBut(String scope) {
        var scopes = EnumSet.allOf(Scope.class);
        scopes.remove(Scope.ofKey(scope).orElseThrow());
        if (scope.equals("read") || scope.equals("policy")) {
            scopes.remove(Scope.ADMIN);
        }
        return programs.key(programs.sandbox(), scopes);
    }

    private void playTheLimitOfTheKey() {
        String hasty = programs.allScopes();
        for (var operation : described.operations()) {
            if (operation.needsKey()) {
                // its bucket fills by one in ten milliseconds
                Connector.eventually(() -> {
                    Rates.useUp(connector, hasty);
                    var answer = described.play(
                            operation,
                            operation.unknown(),
                            operation.takesBody() ? goodBody(operation) : null,
                            with(hasty));
                    return answer.status() == 429 ? java.util.Optional.of(answer) : java.util.Optional.empty();
                });
            }
        }
    }

    private void playTheDatabaseDown() throws SQLException, InterruptedException, ExecutionException {
        var pool = connector.bean(HikariDataSource.class);
        long usual = pool.getConnectionTimeout();
        var taken = new ArrayList<Connection>();
        // that there is no such ticket is known without the database
        String ticket = Long.toString(connector.somebody().ticket());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            pool.setConnectionTimeout(250);
            takeAll(pool, taken);
            var answers = new ArrayList<Future<Answer>>();
            for (var operation : described.operations()) {
                if (operation.needsKey()) {
                    answers.add(threads.submit(() -> described.play(
                            operation,
                            operation.path().contains("{ticketId}") ? operation.of(ticket) : operation.unknown(),
                            operation.takesBody() ? goodBody(operation) : null,
                            with(key))));
                }
            }
            for (var answer : answers) {
                assertThat(answer.get().status()).as(answer.get().text()).isEqualTo(503);
            }
        } finally {
            for (var connection : taken) {
                connection.close();
            }
            pool.setConnectionTimeout(usual);
        }
    }

    /** Some are held by the connector itself, for good or for a moment. */
    private static void takeAll(HikariDataSource pool, List<Connection> taken) throws SQLException {
        while (true) {
            try {
                taken.add(pool.getConnection());
            } catch (SQLTransientConnectionException noneLeft) {
                return;
            }
        }
    }
}
