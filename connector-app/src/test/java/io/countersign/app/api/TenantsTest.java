package io.countersign.app.api;

import static io.countersign.app.api.Programs.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.trial.Connector;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A key sees what belongs to its installation, and of everything else not even that it exists. */
class TenantsTest {
    private final Connector connector = Connector.running();
    private final Programs programs = new Programs(connector);
    private final Described described = new Described(connector);
    private final String ours = programs.allScopes();
    private final String theirs = programs.key(programs.another(), EnumSet.allOf(Scope.class));

    @Test
    void no_operation_answers_a_key_with_what_belongs_to_another_installation() {
        var person = connector.somebody();
        String verification = connector.open(person, "sms");
        var before = connector.call("GET", "/api/v1/accounts/" + person.account(), null, with(ours));
        var story = connector.verification(verification);

        for (var operation : described.operations()) {
            if (!operation.path().contains("{id}")) {
                continue;
            }
            String id = operation.path().contains("accounts") ? person.account() : verification;
            Object body = operation.takesBody() ? OpenApiPlayTest.goodBody(operation) : null;
            var answer = described.play(operation, operation.of(id), body, with(theirs));
            var nobody = described.play(operation, operation.unknown(), body, with(theirs));
            assertThat(answer.status()).as(operation.name()).isEqualTo(404);
            assertThat(answer.at("/detail"))
                    .as("%s tells nothing from what does not exist", operation.name())
                    .isEqualTo(nobody.at("/detail"));
        }

        assertThat(connector.get("/api/v1/accounts/" + person.account()).body()).isEqualTo(before.body());
        assertThat(connector.verification(verification).at("/state")).isEqualTo(story.at("/state"));
    }

    @Test
    void no_list_holds_what_belongs_to_another_installation() {
        var person = connector.somebody();
        String verification = connector.open(person, "sms");

        for (String list : List.of("accounts", "customers", "events", "work")) {
            var answer = connector.call("GET", "/api/v1/" + list + "?limit=200", null, with(theirs));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text())
                    .as(list)
                    .doesNotContain(person.account())
                    .doesNotContain(verification)
                    .doesNotContain("sandbox");
            if (!list.equals("customers")) {
                assertThat(answer.body().path("items")).as(list).isEmpty();
            }
        }
        assertThat(connector
                        .call("GET", "/api/v1/accounts?customer=sandbox", null, with(theirs))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void nothing_begins_with_an_account_or_a_customer_of_another_installation() {
        var person = connector.somebody();

        assertThat(connector
                        .call(
                                "POST",
                                "/api/v1/verifications",
                                Map.of("accountId", person.account(), "method", "sms"),
                                with(theirs))
                        .status())
                .isEqualTo(404);
        assertThat(connector
                        .call(
                                "POST",
                                "/api/v1/verifications",
                                Map.of("accountId", person.account(), "ticketId", person.ticket(), "method", "sms"),
                                with(theirs))
                        .status())
                .isIn(404, 422);
        assertThat(connector
                        .call("POST", "/api/v1/accounts", Map.of("name", "Spy", "customer", "sandbox"), with(theirs))
                        .status())
                .isEqualTo(422);
        assertThat(connector.texts(person.number())).isEmpty();
    }

    @Test
    void an_Idempotency_Key_of_another_installation_opens_nothing_of_theirs() {
        var person = connector.somebody();
        String account = connector
                .call(
                        "POST",
                        "/api/v1/accounts",
                        Map.of("name", "Their own", "customer", "other", "mobile", connector.newNumber()),
                        with(theirs))
                .at("/id");
        var headers = new java.util.HashMap<>(with(ours));
        headers.put("Idempotency-Key", "the same word");
        var first = connector.call(
                "POST", "/api/v1/verifications", Map.of("accountId", person.account(), "method", "sms"), headers);
        headers.putAll(with(theirs));
        var second =
                connector.call("POST", "/api/v1/verifications", Map.of("accountId", account, "method", "sms"), headers);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).as(second.text()).isEqualTo(201);
        assertThat(second.at("/id")).isNotEqualTo(first.at("/id"));
        assertThat(second.at("/match/account/id")).isEqualTo(account);
    }

    @Test
    void a_policy_changed_by_one_installation_is_unchanged_for_another() {
        var before = connector.get("/api/v1/policy").body();
        connector.call("PUT", "/api/v1/policy", Map.of("codeEntry", "blind", "countries", List.of("DE")), with(theirs));
        assertThat(connector.get("/api/v1/policy").body()).isEqualTo(before);
    }
}
