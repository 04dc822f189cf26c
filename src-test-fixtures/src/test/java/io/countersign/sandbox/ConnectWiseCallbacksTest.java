package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.Receiver.Received;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class ConnectWiseCallbacksTest {
    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    private void register(String type, boolean selfSuppressed) throws Exception {
        var answer = outside.connectWise(
                "POST",
                "/system/callbacks",
                Json.write(Json.object()
                        .put("url", outside.connector.address() + "/webhooks/connectwise/abc?recordId=")
                        .put("objectId", 1)
                        .put("type", type)
                        .put("level", "owner")
                        .put("isSelfSuppressedFlag", selfSuppressed)));
        assertThat(answer.statusCode()).isEqualTo(201);
    }

    /** The receiver has a delivery a moment before the sender has its answer. */
    private JsonNode deliveries(int atLeast) throws Exception {
        JsonNode deliveries = outside.controlled("GET", "/connectwise/deliveries", "");
        while (deliveries.size() < atLeast) {
            Thread.onSpinWait();
            deliveries = outside.controlled("GET", "/connectwise/deliveries", "");
        }
        return deliveries;
    }

    @Test
    void a_new_ticket_is_told_in_the_vendors_words_and_signed() throws Exception {
        register("ticket", true);

        int ticket = outside.made("/connectwise/tickets", "{\"summary\":\"x\",\"contactId\":1}");
        Received received = outside.connector.next();

        assertThat(received.target()).isEqualTo("/webhooks/connectwise/abc?recordId=" + ticket + "&action=added");
        JsonNode body = Json.read(received.body());
        assertThat(body.path("Type").asString("")).isEqualTo("ticket");
        assertThat(body.path("ID").asInt(0)).isEqualTo(ticket);
        assertThat(body.path("Action").asString("")).isEqualTo("added");
        assertThat(body.path("MemberId").asString("")).isEqualTo("jdoe");
        assertThat(body.path("CompanyId").asString("")).isEqualTo("sandbox");
        assertThat(body.path("FromUrl").asString(""))
                .isEqualTo(outside.sandbox.address().getAuthority());
        assertThat(body.path("MessageId").asString("")).hasSize(36);
        assertThat(body.path("Metadata").path("key_url").asString(""))
                .isEqualTo(outside.sandbox.connectwise().keyUrl());
        assertThat(Json.read(body.path("Entity").asString(""))
                        .path("contact")
                        .path("id")
                        .asInt(0))
                .isEqualTo(1);
        assertThat(received.headers().get("x-content-signature"))
                .isEqualTo(Signatures.connectWise(
                        outside.sandbox.connectwise().signingKey(),
                        received.body().getBytes(UTF_8)));
    }

    @Test
    void the_key_url_answers_the_signing_key() throws Exception {
        String path = outside.sandbox
                .connectwise()
                .keyUrl()
                .substring(outside.sandbox.address().toString().length());

        assertThat(outside.send("GET", path, "", Map.of()).body())
                .isEqualTo("{\"signing_key\":\"sandbox-signing-key\"}");
        assertThat(outside.send("GET", path.replace("//", "/"), "", Map.of()).statusCode())
                .isEqualTo(200);
        assertThat(outside.send("GET", path + "1", "", Map.of()).statusCode()).isEqualTo(404);
    }

    @Test
    void changes_of_tickets_and_contacts_reach_those_who_registered_for_them() throws Exception {
        register("contact", false);

        outside.controlled("PATCH", "/connectwise/tickets/1", "{\"closed\":true}");
        outside.controlled("PATCH", "/connectwise/contacts/1", "{\"mobile\":\"+12025550166\"}");

        assertThat(outside.connector.next().target()).isEqualTo("/webhooks/connectwise/abc?recordId=1&action=updated");
        assertThat(deliveries(1)).hasSize(1);
    }

    @Test
    void nobody_hears_of_a_new_contact() throws Exception {
        register("contact", false);

        outside.made("/connectwise/contacts", "{\"firstName\":\"A\",\"lastName\":\"B\",\"companyId\":1}");
        outside.controlled("PATCH", "/connectwise/contacts/1", "{\"email\":\"new@customer.example\"}");

        assertThat(outside.connector.next().target()).contains("recordId=1&action=updated");
    }

    @Test
    void our_own_note_is_not_told_where_that_was_asked_for() throws Exception {
        register("ticket", true);

        outside.connectWise("POST", "/service/tickets/1/notes", "{\"text\":\"x\",\"internalAnalysisFlag\":true}");
        outside.controlled("PATCH", "/connectwise/tickets/2", "{\"summary\":\"y\"}");

        assertThat(outside.connector.next().target()).contains("recordId=2&");
        assertThat(deliveries(1)).hasSize(1);
    }

    @Test
    void our_own_note_is_told_where_nothing_was_said() throws Exception {
        register("ticket", false);

        outside.connectWise("POST", "/service/tickets/1/notes", "{\"text\":\"x\",\"internalAnalysisFlag\":true}");

        assertThat(Json.read(outside.connector.next().body()).path("MemberId").asString(""))
                .isEqualTo("countersign");
    }

    @Test
    void a_busy_receiver_is_tried_three_times_with_the_same_bytes() throws Exception {
        register("ticket", true);
        outside.connector.answers(429, 404, 409, 202);

        outside.controlled("PATCH", "/connectwise/tickets/1", "{\"summary\":\"y\"}");
        Received first = outside.connector.next();
        Received second = outside.connector.next();
        Received third = outside.connector.next();
        outside.controlled("PATCH", "/connectwise/tickets/1", "{\"summary\":\"z\"}");
        Received next = outside.connector.next();

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(third.body()).isEqualTo(first.body());
        assertThat(next.body()).isNotEqualTo(first.body());
    }

    @Test
    void a_broken_receiver_loses_the_event() throws Exception {
        register("ticket", true);
        outside.connector.answers(503, 202);

        outside.controlled("PATCH", "/connectwise/tickets/1", "{\"summary\":\"y\"}");
        outside.controlled("PATCH", "/connectwise/tickets/1", "{\"summary\":\"z\"}");
        Received lost = outside.connector.next();
        Received next = outside.connector.next();

        assertThat(lost.body()).contains("\\\"summary\\\":\\\"y\\\"");
        assertThat(next.body()).contains("\\\"summary\\\":\\\"z\\\"");
    }

    @Test
    void an_inactive_callback_is_not_called() throws Exception {
        register("ticket", true);
        outside.connectWise(
                "PATCH", "/system/callbacks/1", "[{\"op\":\"replace\",\"path\":\"inactiveFlag\",\"value\":true}]");

        outside.controlled("PATCH", "/connectwise/tickets/1", "{\"summary\":\"y\"}");

        assertThat(outside.controlled(
                                "POST", "/connectwise/deliver", "{\"type\":\"ticket\",\"id\":1,\"action\":\"updated\"}")
                        .path("statuses"))
                .isEmpty();
    }

    @Test
    void a_callback_can_be_doubled_and_forged_by_hand() throws Exception {
        register("ticket", true);
        outside.connector.answers(202, 202, 401);

        JsonNode doubled = outside.controlled(
                "POST",
                "/connectwise/deliver",
                "{\"type\":\"ticket\",\"id\":77,\"action\":\"deleted\",\"memberId\":\"countersign\",\"times\":2}");
        JsonNode forged = outside.controlled(
                "POST",
                "/connectwise/deliver",
                "{\"type\":\"ticket\",\"id\":1,\"action\":\"updated\",\"forged\":true}");

        assertThat(doubled).isEqualTo(Json.read("{\"statuses\":[202,202]}"));
        assertThat(forged).isEqualTo(Json.read("{\"statuses\":[401]}"));
        Received first = outside.connector.next();
        assertThat(outside.connector.next().body()).isEqualTo(first.body());
        assertThat(Json.read(first.body()).path("Entity").isNull()).isTrue();
        Received third = outside.connector.next();
        assertThat(third.headers().get("x-content-signature"))
                .isNotEqualTo(Signatures.connectWise(
                        outside.sandbox.connectwise().signingKey(), third.body().getBytes(UTF_8)));
        JsonNode deliveries = deliveries(3);
        assertThat(deliveries).hasSize(3);
        assertThat(deliveries.get(2).path("status").asInt(0)).isEqualTo(401);
    }
}
