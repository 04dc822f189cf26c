package io.countersign.attack;

import static io.countersign.attack.Attack.CONNECTOR;
import static io.countersign.attack.Attack.database;
import static io.countersign.attack.Attack.fields;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Person;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks that are forged (T05), or genuine and replayed, doubled or out of order (T06). */
class T05ForgedWebhookTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void t05_a_forged_callback_with_a_real_ticket_is_refused_and_causes_nothing() {
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(person, "sms");
        CONNECTOR.codeBySms(person.number(), 1);
        awaitRead(person.ticket());
        long kept = kept();

        var statuses = deliver("ticket", person.ticket(), "deleted", Map.of("forged", true, "times", 20));

        assertThat(statuses).hasSize(20).containsOnly(401);
        assertThat(kept()).isEqualTo(kept);
        assertThat(CONNECTOR.verification(id).at("/state")).isEqualTo("open");
        assertThat(CONNECTOR.texts(person.number())).hasSize(1);
    }

    @Test
    void t05_unknown_keys_cost_the_psa_at_most_one_call_a_minute() {
        var person = CONNECTOR.somebody();
        awaitRead(person.ticket());
        CONNECTOR.sandbox("DELETE", "/counts", null);
        String known = CONNECTOR.world().sandbox().connectwise().keyUrl();
        for (int i = 0; i < 30; i++) {
            String keyUrl = known.replaceAll("&id=.*", "&id=" + UUID.randomUUID());
            assertThat(deliver("ticket", person.ticket(), "updated", Map.of("forged", true, "keyUrl", keyUrl)))
                    .allMatch(status -> status == 401 || status == 429);
        }
        for (String elsewhere : List.of(
                known.replace("companyName=sandbox", "companyName=neighbour"),
                known.replace("://", "://user@"),
                known + "&id=1",
                known.replace("callbackkey", "info"),
                "http://169.254.169.254/v4_6_release/system/callbackkey/index.rails?companyName=sandbox&id=1")) {
            assertThat(deliver("ticket", person.ticket(), "updated", Map.of("keyUrl", elsewhere)))
                    .as(elsewhere)
                    .containsOnly(401);
        }

        int calls = CONNECTOR.sandbox("GET", "/counts", null).body().properties().stream()
                .mapToInt(count -> count.getValue().asInt())
                .sum();
        assertThat(calls).isLessThanOrEqualTo(1);
    }

    @Test
    void t05_what_is_not_signed_byte_for_byte_is_refused() {
        var person = CONNECTOR.somebody();
        String body = body(person.ticket(), "updated", "{}");
        String signature = sign(body);

        assertThat(post(hook(), body + " ", signature)).isEqualTo(401);
        assertThat(post(hook(), body, "")).isEqualTo(401);
        assertThat(post(hook(), body, "not base64 \u00e9".replace("\u00e9", "e")))
                .isEqualTo(401);
        assertThat(post(hook(), body, signature.substring(0, 20))).isEqualTo(401);
        assertThat(CONNECTOR
                        .call("POST", "/webhooks/connectwise/" + hook(), null, Map.of("x-content-signature", signature))
                        .status())
                .as("an empty body reaches the check")
                .isEqualTo(401);
        assertThat(CONNECTOR
                        .call("POST", "/webhooks/connectwise/" + hook(), null, Map.of())
                        .status())
                .isEqualTo(401);
        assertThat(rows(body)).isZero();
    }

    @Test
    void t05_strange_bodies_are_never_a_server_error() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        String key = JSON.writeValueAsString(
                Map.of("key_url", CONNECTOR.world().sandbox().connectwise().keyUrl()));
        for (String body : List.of(
                "",
                "null",
                "[]",
                "\"text\"",
                "12",
                "{",
                deep,
                "{\"Metadata\": " + deep + "}",
                "{\"Metadata\": null}",
                "{\"Metadata\": {\"key_url\": 5}}",
                "{\"ID\": 99999999999999999999999, \"Type\": \"ticket\", \"Metadata\": " + key + "}",
                "{\"ID\": -1, \"Type\": \"ticket\", \"Metadata\": " + key + "}",
                "{\"ID\": 5, \"Type\": {\"a\": 1}, \"MessageId\": \"\\u0000\", \"Metadata\": " + key + "}",
                "{\"ID\": \"7\\u0000\", \"Type\": \"ticket\", \"Entity\": \"{\", \"MessageId\": [], \"Metadata\": "
                        + key + "}")) {
            assertThat(post(hook(), body, sign(body))).as(body).isLessThan(500);
        }
    }

    @Test
    void t05_a_body_over_256_kib_is_413_and_an_unknown_hook_404() {
        String large = "x".repeat(256 * 1024 + 1);
        assertThat(post(hook(), large, sign(large))).isEqualTo(413);
        String body = body(1, "updated", "{}");
        assertThat(post("A".repeat(22), body, sign(body))).isEqualTo(404);
        assertThat(post("%00", body, sign(body))).isIn(400, 404);
        assertThat(post(hook() + "x", body, sign(body))).isEqualTo(404);
    }

    @Test
    void t06_a_doubled_callback_is_kept_once() {
        var person = CONNECTOR.somebody();
        long kept = kept();
        String body = body(person.ticket(), "updated", "{}");
        var answers = Attack.atOnce(java.util.Collections.nCopies(20, () -> post(hook(), body, sign(body))));

        assertThat(answers).containsOnly(202);
        assertThat(rows(body)).isEqualTo(1);
        assertThat(kept()).isGreaterThan(kept);
    }

    @Test
    void t06_a_stale_event_reopens_nothing_and_what_it_says_of_the_record_is_not_believed() {
        var person = CONNECTOR.somebody();
        String before = body(person.ticket(), "updated", "{\"id\": 1, \"closedFlag\": false}");
        String id = CONNECTOR.open(person, "sms");
        String code = CONNECTOR.codeBySms(person.number(), 1);

        // signed, and says that the ticket is closed; the PSA says that it is not
        String lie = body(person.ticket(), "deleted", "{\"id\": 1, \"closedFlag\": true, \"contact\": {\"id\": 2}}");
        assertThat(post(hook(), lie, sign(lie))).isEqualTo(202);
        awaitRead(lie);
        assertThat(CONNECTOR.verification(id).at("/state")).isEqualTo("open");

        CONNECTOR.sandbox("PATCH", "/connectwise/tickets/" + person.ticket(), Map.of("closed", true));
        assertThat(CONNECTOR.outcome(id)).isEqualTo("CANCELLED");
        assertThat(post(hook(), before, sign(before))).isEqualTo(202);
        awaitRead(before);
        CONNECTOR.sandbox("PATCH", "/connectwise/tickets/" + person.ticket(), Map.of("closed", false));
        assertThat(CONNECTOR.enter(id, code).status()).isEqualTo(409);
        assertThat(CONNECTOR.verification(id).at("/outcome")).isEqualTo("CANCELLED");
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void t06_a_contact_that_changes_hands_cancels_what_was_asked_of_the_former_one(Psa.Kind psa) {
        var desk = Connector.running(psa);
        var person = desk.somebody();
        var other = desk.somebody();
        String id = desk.open(person, "sms");
        String code = desk.codeBySms(person.number(), 1);

        desk.sandbox("PATCH", "/" + psa.key() + "/tickets/" + person.ticket(), Map.of("contactId", other.contact()));

        assertThat(desk.outcome(id)).isEqualTo("CANCELLED");
        assertThat(desk.enter(id, code).status()).isEqualTo(409);
    }

    @Test
    void t06_an_event_about_a_ticket_that_is_gone_is_read_and_forgotten() {
        String body = body(987_654_321, "deleted", "{}");
        assertThat(post(hook(), body, sign(body))).isEqualTo(202);
        awaitRead(body);
    }

    @Test
    void t06_while_the_store_is_down_the_sender_is_told_to_send_again_and_the_repetition_is_kept_once()
            throws SQLException {
        var person = CONNECTOR.somebody();
        String body = body(person.ticket(), "updated", "{}");
        try (var connection = CONNECTOR.bean(DataSource.class).getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table webhook in access exclusive mode");
            assertThat(post(hook(), body, sign(body))).isEqualTo(429);
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(post(hook(), body, sign(body))).isEqualTo(202);
        assertThat(rows(body)).isEqualTo(1);
    }

    @Test
    void t06_a_replayed_yes_confirms_no_later_call_and_a_replayed_start_reopens_no_number() {
        var person = CONNECTOR.somebody();
        var outbound = fields("ticketId", person.ticket(), "method", "sms", "direction", "outbound");
        String first = CONNECTOR.open(outbound);
        CONNECTOR.codeBySms(person.number(), 1);
        String yes = "SM" + UUID.randomUUID().toString().replace("-", "");
        assertThat(text(person, yes, "YES")).isEqualTo(200);
        assertThat(CONNECTOR.outcome(first)).isEqualTo("VERIFIED");

        CONNECTOR.pass(Duration.ofMinutes(1));
        String second = CONNECTOR.open(outbound);
        CONNECTOR.codeBySms(person.number(), 2);
        assertThat(text(person, yes, "YES")).isEqualTo(200);
        assertThat(CONNECTOR.verification(second).at("/state")).isEqualTo("open");

        String start = "SM" + UUID.randomUUID().toString().replace("-", "");
        text(person, start, "START");
        text(person, "SM" + UUID.randomUUID().toString().replace("-", ""), "STOP");
        assertThat(CONNECTOR.outcome(second)).isEqualTo("DENIED");
        text(person, start, "START");
        CONNECTOR.pass(Duration.ofMinutes(10));
        assertThat(CONNECTOR.post("/api/v1/verifications", outbound).status()).isEqualTo(422);
    }

    @Test
    void t05_a_text_that_twilio_did_not_sign_changes_nothing() {
        var person = CONNECTOR.somebody();
        String id = CONNECTOR.open(Map.of("ticketId", person.ticket(), "method", "sms", "direction", "outbound"));
        CONNECTOR.codeBySms(person.number(), 1);
        var form = form(person, "SM" + "0".repeat(32), "YES");

        assertThat(CONNECTOR.call("POST", inbound(), form, Map.of()).status()).isEqualTo(403);
        for (String forged : List.of("", "AAAA", Base64.getEncoder().encodeToString(new byte[20]))) {
            assertThat(CONNECTOR
                            .call("POST", inbound(), form, Map.of("X-Twilio-Signature", forged))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(CONNECTOR.verification(id).at("/state")).isEqualTo("open");
    }

    // ---- what a forger makes by hand ----

    private static List<Integer> deliver(String type, long number, String action, Map<String, ?> more) {
        var wish = fields("type", type, "id", number, "action", action);
        wish.putAll(more);
        return CONNECTOR
                .sandbox("POST", "/connectwise/deliver", wish)
                .body()
                .path("statuses")
                .valueStream()
                .map(status -> status.asInt())
                .toList();
    }

    private static String body(long ticket, String action, String entity) {
        return JSON.writeValueAsString(fields(
                "MessageId",
                UUID.randomUUID().toString(),
                "MemberId",
                "jdoe",
                "Action",
                action,
                "Type",
                "ticket",
                "ID",
                ticket,
                "Entity",
                entity,
                "Metadata",
                Map.of("key_url", CONNECTOR.world().sandbox().connectwise().keyUrl())));
    }

    private static int post(String hook, String body, String signature) {
        return CONNECTOR
                .call(
                        "POST",
                        "/webhooks/connectwise/" + hook + "?recordId=1&action=updated",
                        body,
                        signature.isEmpty() ? Map.of() : Map.of("x-content-signature", signature))
                .status();
    }

    private static String hook() {
        return database()
                .sql("select hook from hook where installation = ?")
                .param(CONNECTOR.installation().value())
                .query(String.class)
                .single();
    }

    private static String sign(String body) {
        try {
            byte[] key = MessageDigest.getInstance("SHA-256")
                    .digest(CONNECTOR
                            .world()
                            .sandbox()
                            .connectwise()
                            .signingKey()
                            .getBytes(UTF_8));
            return mac("HmacSHA256", key, body);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String mac(String algorithm, byte[] key, String text) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String inbound() {
        return "/twilio/" + CONNECTOR.installation().value() + "/inbound";
    }

    private static String form(Person person, String sid, String text) {
        return "Body=" + text + "&From=%2B" + person.number().substring(1) + "&MessageSid=" + sid;
    }

    /** As Twilio delivers it: signed over the address and the sorted parameters, without any time. */
    private static int text(Person person, String sid, String text) {
        var parameters = new TreeMap<>(Map.of("Body", text, "From", person.number(), "MessageSid", sid));
        var signed = new StringBuilder(CONNECTOR.world().connector() + inbound());
        parameters.forEach((name, value) -> signed.append(name).append(value));
        String token = CONNECTOR.world().sandbox().twilio().authToken();
        return CONNECTOR
                .call(
                        "POST",
                        inbound(),
                        form(person, sid, text),
                        Map.of("X-Twilio-Signature", mac("HmacSHA1", token.getBytes(UTF_8), signed.toString())))
                .status();
    }

    // ---- what became of it ----

    private static long kept() {
        return database().sql("select count(*) from webhook").query(Long.class).single();
    }

    private static void awaitRead(long ticket) {
        Connector.eventually(() -> database()
                // every PSA counts its tickets from the same number
                .sql(
                        "select id from webhook where installation = ? and subject = 'TICKET' and number = ? and read_at is not null limit 1")
                .params(Connector.running().installation().value(), ticket)
                .query(Long.class)
                .optional());
    }

    private static long rows(String body) {
        return database()
                .sql("select count(*) from webhook where message_id = ?")
                .param(JSON.readTree(body).path("MessageId").asString(""))
                .query(Long.class)
                .single();
    }

    private static void awaitRead(String body) {
        Connector.eventually(() -> database()
                .sql("select id from webhook where message_id = ? and read_at is not null")
                .param(JSON.readTree(body).path("MessageId").asString(""))
                .query(Long.class)
                .optional());
    }
}
