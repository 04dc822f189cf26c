package io.countersign.attack;

import static io.countersign.app.api.Programs.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.app.api.Programs;
import io.countersign.app.installation.ApiKeys;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.trial.Connector;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A key of the API has leaked, or can do more than it should. That each operation wants its scope is played with the description of the API. */
class T24LeakedKeyTest {
    private final Connector connector = Attack.connector();
    private final Programs programs = new Programs(connector);

    @Test
    void t24_no_key_both_plants_a_number_and_proves_somebody_by_it() {
        var keys = connector.bean(ApiKeys.class);
        for (Scope proof : Set.of(Scope.DECIDE_VERIFICATIONS, Scope.SHOW_CODES)) {
            assertThatThrownBy(() -> keys.add(
                            connector.installation(), "too wide", EnumSet.of(Scope.WRITE_ACCOUNTS, proof), null))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(keys.add(
                        connector.installation(),
                        "narrow",
                        EnumSet.of(Scope.CREATE_VERIFICATIONS, Scope.DECIDE_VERIFICATIONS, Scope.SHOW_CODES),
                        null))
                .startsWith("ck_");
    }

    @Test
    void t24_an_administrators_key_neither_plants_a_number_nor_decides_nor_sees_a_code() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        String admin = programs.key(connector.installation(), EnumSet.of(Scope.ADMIN));

        assertThat(connector
                        .call("PATCH", "/api/v1/accounts/" + person.account(), Map.of("name", "Other"), with(admin))
                        .status())
                .isEqualTo(403);
        assertThat(connector
                        .call("POST", "/api/v1/verifications/" + id + "/approve", null, with(admin))
                        .status())
                .isEqualTo(403);
        var seen = connector.call("GET", "/api/v1/verifications/" + id, null, with(admin));
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.body().has("code")).isFalse();
    }

    @Test
    void t24_a_code_is_shown_to_a_key_that_may_see_codes_and_to_no_other() {
        String blind = programs.key(connector.installation(), EnumSet.complementOf(EnumSet.of(Scope.SHOW_CODES)));
        var person = connector.somebody();
        var opened = connector.call(
                "POST", "/api/v1/verifications", Map.of("ticketId", person.ticket(), "method", "sms"), with(blind));
        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.body().has("code")).isFalse();
        assertThat(connector.verification(opened.at("/id")).at("/code")).matches("[0-9]{6}");
    }

    @Test
    void t24_a_revoked_an_expired_and_an_unknown_key_are_answered_alike() {
        var all = EnumSet.allOf(Scope.class);
        Instant past = Instant.parse("2020-01-01T00:00:00Z");
        for (String token : Set.of(
                programs.key(connector.installation(), all, past, null),
                programs.key(connector.installation(), all, null, past),
                "ck_nobody",
                "x".repeat(300))) {
            var answer = connector.call("GET", "/api/v1/policy", null, with(token));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.at("/detail")).isEqualTo("A valid bearer token is needed.");
            assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
        }
        assertThat(connector
                        .call(
                                "GET",
                                "/api/v1/policy",
                                null,
                                with(programs.key(
                                        connector.installation(),
                                        all,
                                        Instant.now().plusSeconds(3_600),
                                        null)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void t24_an_approval_by_a_key_proves_at_most_A1_and_a_typed_code_at_most_A2() {
        var person = connector.somebody();
        String approved = connector.open(person, "sms");
        var answer = connector.post("/api/v1/verifications/" + approved + "/approve", null);
        assertThat(answer.at("/outcome")).isEqualTo("VERIFIED");
        assertThat(answer.at("/assurance")).isEqualTo("A1");
        assertThat(answer.at("/decidedBy")).startsWith("automation ");
        assertThat(connector.note(person.ticket())).contains("A1").containsIgnoringCase("automation");

        var other = connector.somebody();
        String typed = connector.open(other, "sms");
        var entered = connector.enter(typed, connector.codeBySms(other.number(), 1));
        assertThat(entered.at("/outcome")).isEqualTo("VERIFIED");
        assertThat(entered.at("/assurance")).isEqualTo("A2");
    }

    @Test
    void t24_a_technician_is_taken_at_their_word_only_while_the_PSA_knows_them() {
        var person = connector.somebody();
        for (String nobody : Set.of("former", "nobody", "", "jdoe' or identifier='asmith")) {
            var answer = connector.post(
                    "/api/v1/verifications",
                    Map.of("ticketId", person.ticket(), "method", "sms", "technician", nobody));
            assertThat(answer.status()).as(nobody).isEqualTo(422);
        }
        var opened = connector.post(
                "/api/v1/verifications", Map.of("ticketId", person.ticket(), "method", "sms", "technician", "jdoe"));
        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.at("/events/0/by")).endsWith(" for jdoe");
    }
}
