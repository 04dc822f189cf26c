package io.countersign.attack;

import static io.countersign.attack.Attack.CONNECTOR;
import static io.countersign.attack.Attack.ask;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Names, subjects and reasons carry what another place would obey. */
@ExtendWith(OutputCaptureExtension.class)
class T19HostileTextTest {
    private static final String HOSTILE =
            "Zed<script>alert(1)</script>\r\nBcc: all@evil.example\u202e\u2066gpj\u0000\u001b[31m"
                    + "\u000c2026-01-01 ERROR forged {0} ${jndi:ldap://evil} https://evil.example";

    @Test
    void t19_nothing_of_name_subject_or_reason_is_in_a_message_and_the_note_is_one_harmless_line(CapturedOutput log) {
        String number = CONNECTOR.newNumber();
        String mail = CONNECTOR.newMail();
        // the API takes no control or direction characters in a name; what it takes is bad enough
        CONNECTOR.account("Zed<script>alert(1)</script> {0} ${jndi:ldap://evil} https://evil.example", mail, number);
        long contact = CONNECTOR.contact("Zed " + HOSTILE, mail, number);
        long ticket = CONNECTOR
                .sandbox(
                        "POST",
                        "/connectwise/tickets",
                        Map.of("summary", "Zedsubject " + HOSTILE.substring(0, 60), "contactId", contact))
                .body()
                .path("id")
                .asLong();
        String id = CONNECTOR.open(Map.of("ticketId", ticket, "method", "sms+email"));
        String code = CONNECTOR.codeBySms(number, 1);
        CONNECTOR.codeByMail(mail);

        var sent = CONNECTOR.mails(mail).getFirst();
        for (String message : List.of(
                CONNECTOR.texts(number).getFirst(),
                sent.path("subject").asString(""),
                sent.path("text").asString(""),
                sent.path("html").asString(""))) {
            assertThat(message).doesNotContain("Zed", "script", "evil", "\u202e", "\u0000");
        }
        assertThat(CONNECTOR.mails("all@evil.example")).isEmpty();
        var answer = CONNECTOR.enter(id, code);
        assertThat(String.valueOf(answer.headers().get("content-type"))).contains("json");
        harmless(answer.text());
        var options = Attack.options(ticket);
        assertThat(String.valueOf(options.headers().get("content-type"))).contains("json");
        assertThat(options.headers().get("x-content-type-options")).contains("nosniff");
        harmless(options.text());
        String note = CONNECTOR.note(ticket);
        assertThat(note).doesNotContain("\r", "\n", "\u202e", "\u2066", "\u0000", "\u001b", "\u000c");
        assertThat(log.getAll()).doesNotContain("Zed", "forged {0}", "evil");
    }

    @Test
    void t19_a_reason_stands_in_the_note_alone_and_on_one_line(CapturedOutput log) {
        long ticket = CONNECTOR.ticketOfNobody();
        String number = CONNECTOR.newNumber();
        String id = CONNECTOR.open(Map.of(
                "ticketId", ticket, "method", "sms", "to", number, "reason", "Zedreason {0}' \r\nVerified (A4): x"));
        var decided = CONNECTOR.enter(id, CONNECTOR.codeBySms(number, 1));

        assertThat(CONNECTOR.texts(number).getFirst()).doesNotContain("Zedreason");
        assertThat(decided.text()).doesNotContain("\\n");
        assertThat(CONNECTOR.note(ticket)).startsWith("[SANDBOX] Reached").doesNotContain("\n", "\r");
        assertThat(log.getAll()).doesNotContain("Zedreason");
    }

    @Test
    void t19_what_no_database_or_header_can_bear_is_refused_in_words_and_never_a_server_error() {
        var person = CONNECTOR.somebody();
        for (String strange : List.of("\u0000", "a\u0000b", "\ud800", "\r\nX: y", "%00", "'; drop table event; --")) {
            for (String field : List.of("method", "action", "direction", "to", "technician", "accountId")) {
                var wanted = Attack.fields("ticketId", person.ticket(), "method", "sms");
                wanted.put(field, strange);
                assertThat(CONNECTOR.post("/api/v1/verifications", wanted).status())
                        .as(field + " " + strange)
                        .isBetween(400, 429);
            }
            for (String field : List.of("name", "email", "mobile", "customer")) {
                var wanted = Attack.fields("name", "Strange Person", "customer", "sandbox");
                wanted.put(field, strange);
                assertThat(CONNECTOR.post("/api/v1/accounts", wanted).status())
                        .as(field + " " + strange)
                        .isLessThan(500);
            }
        }
        for (String path : List.of(
                "/api/v1/customers?after=%00",
                "/api/v1/accounts?customer=%00",
                "/api/v1/accounts?after=%00",
                "/api/v1/events?after=%00",
                "/api/v1/events?after=-1&limit=-1",
                "/api/v1/work?after=%00",
                "/api/v1/accounts/%00",
                "/api/v1/verifications/%00",
                "/api/v1/verifications/..%2f..%2fevents",
                "/api/v1/tickets/%00/options",
                "/api/v1/tickets/9223372036854775807/options",
                "/confirm/%00",
                "/confirm/" + "A".repeat(22),
                "/twilio/%00/inbound")) {
            assertThat(CONNECTOR.get(path).status()).as(path).isLessThan(500);
        }
        assertThat(ask("ticketId", person.ticket(), "method", "sms", "reason", "x".repeat(501))
                        .status())
                .isEqualTo(422);
        for (String body : List.of("", "null", "[]", "{", "\"x\"", "[".repeat(2_000), "{\"ticketId\": 1e400}")) {
            assertThat(CONNECTOR.post("/api/v1/verifications", body).status())
                    .as(body)
                    .isBetween(400, 422);
        }
    }

    private static void harmless(String json) {
        assertThat(json).doesNotContain("\r", "\n", "\u0000", "\u001b", "\u000c");
    }
}
