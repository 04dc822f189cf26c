package io.countersign.sandbox;

import static io.countersign.sandbox.Outside.encoded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.Receiver.Received;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TwilioTest {
    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    @Test
    void a_text_is_accepted_kept_and_reported_as_delivered() throws Exception {
        HttpResponse<String> sent = outside.text("+12025550123", "code 482913");

        assertThat(sent.statusCode()).isEqualTo(201);
        JsonNode message = Json.read(sent.body());
        String sid = message.path("sid").asString("");
        assertThat(sid).matches("SM[0-9a-f]{32}");
        assertThat(message.path("status").asString("")).isEqualTo("accepted");
        assertThat(message.path("from").isNull()).isTrue();
        assertThat(message.path("num_segments").asString("")).isEqualTo("0");
        assertThat(message.path("date_created").asString("")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} \\+0000");

        Received first = outside.connector.next();
        Received second = outside.connector.next();
        assertThat(form(first)).containsEntry("MessageStatus", "sent").containsEntry("MessageSid", sid);
        assertThat(form(second)).containsEntry("MessageStatus", "delivered").doesNotContainKey("ErrorCode");
        assertThat(second.headers().get("x-twilio-signature")).isEqualTo(signature(second));
        assertThat(second.headers()).containsKey("i-twilio-idempotency-token");

        JsonNode phone = outside.controlled("GET", "/phones/+12025550123/messages", "");
        assertThat(phone).hasSize(1);
        assertThat(phone.get(0).path("body").asString("")).isEqualTo("code 482913");
        assertThat(phone.get(0).path("sid").asString("")).isEqualTo(sid);
        assertThat(outside.controlled("GET", "/phones/%2B12025550123/messages", ""))
                .isEqualTo(phone);
        assertThat(Json.read(outside.twilio("GET", "/Messages/" + sid + ".json", "")
                                .body())
                        .path("status")
                        .asString(""))
                .isEqualTo("delivered");
    }

    @ParameterizedTest
    @CsvSource({
        "+12025550190, 400, 21614",
        "+12025550193, 400, 21211",
        "+12025559999, 400, 21211",
        "12025550123, 400, 21211",
        "+442079460123, 400, 21408"
    })
    void numbers_that_cannot_be_texted_are_refused_at_once(String to, int status, int code) throws Exception {
        HttpResponse<String> refused = outside.text(to, "hello");

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(Json.read(refused.body()).path("code").asInt(0)).isEqualTo(code);
        assertThat(Json.read(refused.body()).path("status").asInt(0)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"+12025550191, 30006", "+12025550192, 30003"})
    void numbers_that_cannot_be_reached_are_reported_afterwards(String to, String code) throws Exception {
        assertThat(outside.text(to, "hello").statusCode()).isEqualTo(201);

        assertThat(form(outside.connector.next())).containsEntry("MessageStatus", "sent");
        assertThat(form(outside.connector.next()))
                .containsEntry("MessageStatus", "undelivered")
                .containsEntry("ErrorCode", code);
    }

    @Test
    void who_replied_stop_gets_nothing_until_they_reply_start() throws Exception {
        assertThat(reply("+12025550123", " stop ")).isEqualTo(204);
        assertThat(form(outside.connector.next()))
                .containsEntry("OptOutType", "STOP")
                .containsEntry("Body", " stop ");

        assertThat(outside.text("+12025550123", "hello").body()).contains("\"code\":21610");
        assertThat(outside.text("+12025550124", "hello").statusCode()).isEqualTo(201);

        reply("+12025550123", "START");
        assertThat(outside.text("+12025550123", "hello").statusCode()).isEqualTo(201);
    }

    @Test
    void a_reply_arrives_as_twilio_delivers_it() throws Exception {
        outside.connector.answers(403);

        assertThat(reply("+12025550123", "No & thanks")).isEqualTo(403);
        Received received = outside.connector.next();

        assertThat(received.target()).isEqualTo("/twilio/inbound");
        assertThat(form(received))
                .containsEntry("From", "+12025550123")
                .containsEntry("To", "+12025550199")
                .containsEntry("Body", "No & thanks")
                .containsEntry("NumMedia", "0")
                .containsEntry("MessagingServiceSid", outside.sandbox.twilio().messagingServiceSid())
                .containsEntry("AccountSid", outside.sandbox.twilio().accountSid())
                .containsEntry("ApiVersion", "2010-04-01")
                .doesNotContainKey("OptOutType");
        assertThat(received.headers().get("x-twilio-signature")).isEqualTo(signature(received));
        assertThat(outside.controlled("GET", "/phones/+12025550123/messages", ""))
                .as("what Twilio was asked to send")
                .isEmpty();
    }

    @Test
    void messages_are_listed_newest_first_and_by_number() throws Exception {
        for (int i = 1; i <= 3; i++) {
            outside.text("+12025550123", "text " + i);
        }
        outside.text("+12025550124", "other");

        JsonNode list = Json.read(outside.twilio("GET", "/Messages.json?To=%2B12025550123&PageSize=2", "")
                .body());
        assertThat(list.path("messages").get(0).path("body").asString("")).isEqualTo("text 3");
        assertThat(list.path("messages")).hasSize(2);
        String next = list.path("next_page_uri").asString("");
        JsonNode rest = Json.read(outside.twilio("GET", next.substring(next.indexOf("/Messages.json")), "")
                .body());
        assertThat(rest.path("messages")).hasSize(1);
        assertThat(rest.path("next_page_uri").isNull()).isTrue();
        assertThat(listed("To=%2B12025550123&" + encoded("DateSent>") + "=2020-01-01"))
                .isEqualTo(3);
        assertThat(listed("To=%2B12025550123&" + encoded("DateSent>") + "=2099-01-01"))
                .isZero();
        assertThat(listed("To=%2B12025550188")).isZero();
    }

    private int listed(String query) throws Exception {
        return Json.read(outside.twilio("GET", "/Messages.json?" + query, "").body())
                .path("messages")
                .size();
    }

    @Test
    void both_kinds_of_credentials_work_and_no_others() throws Exception {
        TwilioAccount account = outside.sandbox.twilio();
        String path = "/2010-04-01/Accounts/" + account.accountSid() + "/Messages.json";

        assertThat(status(path, Outside.basic(account.accountSid(), account.authToken())))
                .isEqualTo(200);
        assertThat(status(path, Outside.basic(account.apiKeySid(), account.apiKeySecret())))
                .isEqualTo(200);
        assertThat(status(path, Outside.basic(account.apiKeySid(), "guess"))).isEqualTo(401);
        assertThat(status(
                        path.replace(account.accountSid(), "AC" + "1".repeat(32)),
                        Outside.basic(account.apiKeySid(), account.apiKeySecret())))
                .isEqualTo(401);
    }

    private int status(String path, String authorization) throws Exception {
        return outside.send("GET", path, "", Map.of("Authorization", authorization))
                .statusCode();
    }

    @ParameterizedTest
    @CsvSource({
        "'Body=x&MessagingServiceSid=MG00000000000000000000000000000003', 21604",
        "'To=%2B12025550123&MessagingServiceSid=MG00000000000000000000000000000003', 21602",
        "'To=%2B12025550123&Body=x', 21603",
        "'To=%2B12025550123&Body=x&From=%2B12025550111', 21606"
    })
    void a_message_that_lacks_something_is_refused(String form, int code) throws Exception {
        assertThat(outside.twilio("POST", "/Messages.json", form).body()).contains("\"code\":" + code);
    }

    private int reply(String phone, String text) throws Exception {
        return outside.controlled(
                        "POST",
                        "/phones/" + phone + "/reply",
                        Json.write(Json.object().put("text", text)))
                .path("status")
                .asInt(-1);
    }

    private String signature(Received received) {
        return Signatures.twilio(
                outside.sandbox.twilio().authToken(), outside.connector.address() + received.target(), form(received));
    }

    private static Map<String, String> form(Received received) {
        var form = new HashMap<String, String>();
        for (String pair : received.body().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            form.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
        }
        return form;
    }
}
