package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.Receiver.Received;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class AutotaskCalloutsTest {
    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    private String url(String path) {
        return outside.connector.address() + path;
    }

    private int itemId(String method, String path, String body) throws Exception {
        return outside.autotaskSaid(method, path, body).path("itemId").asInt(0);
    }

    private String webhook(String name) {
        return Json.write(Json.object()
                .put("name", name)
                .put("webhookUrl", url("/webhooks/autotask/abc"))
                .put("deactivationUrl", url("/webhooks/autotask/gone"))
                .put("secretKey", outside.sandbox.autotask().webhookSecret())
                .put("isActive", true)
                .put("isSubscribedToCreateEvents", true)
                .put("isSubscribedToUpdateEvents", true));
    }

    private void subscribe(int webhook, String label, boolean subscribed) throws Exception {
        subscribe("Ticket", webhook, label, subscribed);
    }

    private void subscribe(String kind, int webhook, String label, boolean subscribed) throws Exception {
        JsonNode fields = outside.autotaskSaid("GET", "/" + kind + "WebhookFields/entityInformation/fields", "");
        for (JsonNode value : fields.findParents("label")) {
            if (value.path("label").asString("").equals(label)) {
                outside.autotaskSaid(
                        "POST",
                        "/" + kind + "Webhooks/" + webhook + "/Fields",
                        Json.write(Json.object()
                                .put(
                                        "fieldID",
                                        Integer.parseInt(value.path("value").asString("")))
                                .put("isSubscribedField", subscribed)
                                .put("isDisplayAlwaysField", !subscribed)));
                return;
            }
        }
        throw new AssertionError("no field " + label);
    }

    private int ready(String... labels) throws Exception {
        int webhook = itemId("POST", "/TicketWebhooks", webhook("countersign tickets"));
        for (String label : labels) {
            subscribe(webhook, label, true);
        }
        return webhook;
    }

    private JsonNode read(int webhook) throws Exception {
        return outside.autotaskSaid("GET", "/TicketWebhooks/" + webhook, "").path("item");
    }

    /** The receiver has a delivery a moment before the sender has its answer. */
    private JsonNode deliveries(int atLeast) throws Exception {
        JsonNode deliveries = outside.controlled("GET", "/autotask/deliveries", "");
        while (deliveries.size() < atLeast) {
            Thread.onSpinWait();
            deliveries = outside.controlled("GET", "/autotask/deliveries", "");
        }
        return deliveries;
    }

    @ParameterizedTest
    @CsvSource({"Ticket,Status", "Contact,MobilePhone"})
    void a_webhook_is_set_up_step_by_step(String kind, String field) throws Exception {
        String webhooks = "/" + kind + "Webhooks";
        int webhook = itemId("POST", webhooks, webhook("countersign hook"));
        String one = webhooks + "/" + webhook;
        assertThat(outside.autotaskSaid("GET", one, "")
                        .path("item")
                        .path("isReady")
                        .asBoolean(true))
                .isFalse();

        subscribe(kind, webhook, field, true);
        itemId("POST", one + "/ExcludedResources", "{\"resourceID\":101}");
        itemId("PATCH", webhooks, "{\"id\":" + webhook + ",\"name\":\"countersign renamed\"}");

        JsonNode ready = outside.autotaskSaid(
                        "POST",
                        webhooks + "/query",
                        "{\"filter\":[{\"op\":\"beginsWith\",\"field\":\"name\",\"value\":\"countersign r\"}]}")
                .path("items")
                .path(0);
        assertThat(ready.path("isReady").asBoolean(false)).isTrue();
        assertThat(ready.path("isActive").asBoolean(false)).isTrue();
        assertThat(ready.path("webhookUrl").asString("")).isEqualTo(url("/webhooks/autotask/abc"));
        assertThat(ready.path("webhookGUID").asString("")).hasSize(36);
        assertThat(ready.path("ownerResourceID").asInt(0)).isEqualTo(101);
        assertThat(outside.autotaskSaid("GET", one + "/ExcludedResources", "")
                        .path("items")
                        .path(0)
                        .path("resourceID")
                        .asInt(0))
                .isEqualTo(101);
        assertThat(itemId("DELETE", one, "")).isEqualTo(webhook);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/TicketWebhooks|{}|Missing Required Field: deactivationUrl",
                "/TicketWebhooks|{\"name\":\"n\",\"webhookUrl\":\"nowhere\",\"deactivationUrl\":\"http://a.example/\",\"secretKey\":\"k\",\"isActive\":true}|webhookUrl is not a valid URL",
                "/TicketWebhooks/9/Fields|{\"fieldID\":3}|No matching records found",
                "/TicketWebhooks/1/Fields|{\"fieldID\":9999}|Picklist value [9999] does not exist for fieldID.",
                "/TicketWebhooks/1/Fields|{\"fieldID\":24}|already has this fieldID",
                "/TicketWebhooks/1/ExcludedResources|{\"resourceID\":9999}|Reference value on field: resourceID"
            })
    void a_bad_webhook_is_refused(String path, String body, String error) throws Exception {
        ready("Status");

        HttpResponse<String> answer = outside.autotask("POST", path, body);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(Json.read(answer.body()).path("errors").path(0).asString("")).contains(error);
    }

    @Test
    void a_name_has_room_for_fifty_characters() throws Exception {
        assertThat(outside.autotask("POST", "/ContactWebhooks", webhook("x".repeat(50)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(outside.autotask("POST", "/ContactWebhooks", webhook("x".repeat(51)))
                        .statusCode())
                .isEqualTo(500);
    }

    @Test
    void a_change_is_told_in_the_vendors_words_and_signed() throws Exception {
        int webhook = ready("Title", "Status");
        subscribe(webhook, "TicketNumber", false);

        outside.controlled("PATCH", "/autotask/tickets/1", "{\"summary\":\"Café & more\"}");
        Received received = outside.connector.next();

        assertThat(received.target()).isEqualTo("/webhooks/autotask/abc");
        assertThat(received.headers().get("content-type")).isEqualTo("application/json");
        assertThat(received.body()).contains("\"Title\":\"Caf\\u00E9 \\u0026 more\"");
        JsonNode body = Json.read(received.body());
        assertThat(body.propertyNames())
                .containsExactly(
                        "Action", "Guid", "EntityType", "Id", "Fields", "EventTime", "SequenceNumber", "PersonID");
        assertThat(body.path("Action").asString("")).isEqualTo("Update");
        assertThat(body.path("Guid")).isEqualTo(read(webhook).path("webhookGUID"));
        assertThat(body.path("EntityType").asString("")).isEqualTo("Ticket");
        assertThat(body.path("Id").asInt(0)).isEqualTo(1);
        assertThat(body.path("Fields").propertyNames()).containsExactlyInAnyOrder("Title", "TicketNumber");
        assertThat(body.path("EventTime").asString("")).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z");
        assertThat(body.path("SequenceNumber").asInt(0)).isEqualTo(1);
        assertThat(body.path("PersonID").asInt(0))
                .isEqualTo(outside.sandbox.autotask().technician());
        assertThat(received.headers().get("x-hook-signature"))
                .isEqualTo(Signatures.autotask(
                        outside.sandbox.autotask().webhookSecret(),
                        received.body().getBytes(UTF_8)));
    }

    @Test
    void only_fields_that_were_subscribed_to_fire() throws Exception {
        ready("Status");

        outside.controlled("PATCH", "/autotask/tickets/1", "{\"summary\":\"unheard\"}");
        outside.controlled("PATCH", "/autotask/tickets/1", "{\"closed\":true}");
        outside.controlled("PATCH", "/autotask/tickets/1", "{\"closed\":true}");
        outside.controlled("PATCH", "/autotask/tickets/1", "{\"closed\":false}");

        assertThat(Json.read(outside.connector.next().body()).path("Fields")).isEqualTo(Json.read("{\"Status\":5}"));
        assertThat(Json.read(outside.connector.next().body()).path("Fields")).isEqualTo(Json.read("{\"Status\":8}"));
    }

    @Test
    void a_webhook_that_is_not_ready_or_not_subscribed_hears_nothing() throws Exception {
        ready();
        int onlyNew = ready("Status");
        outside.autotaskSaid(
                "PATCH", "/TicketWebhooks", "{\"id\":" + onlyNew + ",\"isSubscribedToUpdateEvents\":false}");

        outside.controlled("PATCH", "/autotask/tickets/1", "{\"closed\":true}");
        int made = outside.made("/autotask/tickets", "{\"summary\":\"x\"}");

        JsonNode body = Json.read(outside.connector.next().body());
        assertThat(body.path("Action").asString("")).isEqualTo("Create");
        assertThat(body.path("Id").asInt(0)).isEqualTo(made);
        assertThat(deliveries(1)).hasSize(1);
    }

    @Test
    void a_webhook_that_was_switched_off_hears_nothing_more() throws Exception {
        int off = ready("Title");
        int on = ready("Title");
        outside.autotaskSaid("PATCH", "/TicketWebhooks", "{\"id\":" + off + ",\"isActive\":false}");
        assertThat(outside.connector.next().target()).isEqualTo("/webhooks/autotask/gone");

        outside.controlled("PATCH", "/autotask/tickets/1", "{\"summary\":\"y\"}");

        assertThat(Json.read(outside.connector.next().body()).path("Guid")).isEqualTo(read(on).path("webhookGUID"));
        assertThat(deliveries(2)).hasSize(2);
    }

    @Test
    void our_own_changes_are_told_unless_we_are_excluded() throws Exception {
        int webhook = ready("Title");

        outside.autotaskSaid("PATCH", "/Tickets", "{\"id\":1,\"title\":\"ours\"}");
        assertThat(Json.read(outside.connector.next().body()).path("PersonID").asInt(0))
                .isEqualTo(outside.sandbox.autotask().apiResource());

        itemId("POST", "/TicketWebhooks/" + webhook + "/ExcludedResources", "{\"resourceID\":101}");
        outside.autotaskSaid("PATCH", "/Tickets", "{\"id\":1,\"title\":\"still ours\"}");
        outside.controlled("PATCH", "/autotask/tickets/2", "{\"summary\":\"theirs\"}");
        assertThat(Json.read(outside.connector.next().body()).path("Id").asInt(0))
                .isEqualTo(2);
    }

    @Test
    void a_note_is_no_change_of_its_ticket() throws Exception {
        outside.controlled("POST", "/autotask/webhooks", "{\"url\":\"" + url("/hook") + "\"}");

        outside.autotaskSaid("POST", "/Tickets/1/Notes", "{\"description\":\"x\",\"noteType\":3,\"publish\":2}");
        outside.controlled("PATCH", "/autotask/tickets/2", "{\"summary\":\"y\"}");

        assertThat(Json.read(outside.connector.next().body()).path("Id").asInt(0))
                .isEqualTo(2);
        assertThat(deliveries(1)).hasSize(1);
    }

    @Test
    void the_controls_wire_tickets_and_contacts_at_once() throws Exception {
        JsonNode made = outside.controlled("POST", "/autotask/webhooks", "{\"url\":\"" + url("/hook") + "\"}");

        assertThat(read(made.path("ticket").path("id").asInt(0)).path("isReady").asBoolean(false))
                .isTrue();
        outside.made("/autotask/contacts", "{\"firstName\":\"A\",\"lastName\":\"B\",\"companyId\":1}");
        outside.controlled("PATCH", "/autotask/contacts/1", "{\"mobile\":\"+12025550166\"}");
        Received contact = outside.connector.next();
        assertThat(Json.read(contact.body()).path("Guid"))
                .isEqualTo(made.path("contact").path("guid"));
        assertThat(contact.body()).contains("\"Fields\":{\"MobilePhone\":\"\\u002B12025550166\"}");
        outside.autotaskSaid("PATCH", "/Tickets", "{\"id\":1,\"title\":\"ours\"}");
        outside.controlled("PATCH", "/autotask/tickets/1", "{\"contactId\":2}");
        assertThat(Json.read(outside.connector.next().body()).path("Fields")).isEqualTo(Json.read("{\"ContactID\":2}"));
    }

    @Test
    void a_failing_receiver_is_tried_five_times_and_later_events_wait() throws Exception {
        ready("Title");
        outside.connector.answers(500, 500, 404, 500, 500, 204);

        outside.controlled("PATCH", "/autotask/tickets/1", "{\"summary\":\"first\"}");
        outside.controlled("PATCH", "/autotask/tickets/2", "{\"summary\":\"second\"}");

        var bodies = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            bodies.add(outside.connector.next().body());
        }
        assertThat(bodies).containsOnly(bodies.getFirst());
        JsonNode next = Json.read(outside.connector.next().body());
        assertThat(next.path("Id").asInt(0)).isEqualTo(2);
        assertThat(next.path("SequenceNumber").asInt(0)).isEqualTo(2);
        assertThat(deliveries(6).findValuesAsString("status"))
                .isEqualTo(List.of("500", "500", "404", "500", "500", "204"));
    }

    @Test
    void twenty_five_failures_in_a_row_switch_a_webhook_off() throws Exception {
        int webhook = ready("Title");
        var failures = new int[25];
        Arrays.fill(failures, 503);
        outside.connector.answers(failures);

        for (int i = 0; i < 5; i++) {
            outside.controlled("PATCH", "/autotask/tickets/1", "{\"summary\":\"number " + i + "\"}");
        }
        for (int i = 0; i < 25; i++) {
            assertThat(outside.connector.next().target()).isEqualTo("/webhooks/autotask/abc");
        }
        Received gone = outside.connector.next();

        assertThat(gone.target()).isEqualTo("/webhooks/autotask/gone");
        assertThat(gone.headers()).doesNotContainKey("x-hook-signature");
        assertThat(Json.read(gone.body()))
                .isEqualTo(Json.object()
                        .put("Action", "Deactivated")
                        .put("Guid", read(webhook).path("webhookGUID").asString("")));
        assertThat(read(webhook).path("isActive").asBoolean(true)).isFalse();

        outside.autotaskSaid("PATCH", "/TicketWebhooks", "{\"id\":" + webhook + ",\"isActive\":true}");
        outside.controlled("PATCH", "/autotask/tickets/1", "{\"summary\":\"heard again\"}");
        assertThat(outside.connector.next().body()).contains("heard again");
    }

    @Test
    void a_deleted_webhook_says_goodbye() throws Exception {
        int webhook = ready("Title");

        assertThat(itemId("DELETE", "/TicketWebhooks/" + webhook, "")).isEqualTo(webhook);

        assertThat(outside.connector.next().target()).isEqualTo("/webhooks/autotask/gone");
        assertThat(outside.autotask("GET", "/TicketWebhooks/" + webhook, "").statusCode())
                .isEqualTo(404);
        assertThat(outside.autotask("GET", "/TicketWebhookFields/1", "").statusCode())
                .isEqualTo(404);
        assertThat(outside.autotask("DELETE", "/TicketWebhooks/" + webhook, "").statusCode())
                .isEqualTo(500);
    }

    @Test
    void by_hand_a_callout_comes_twice_or_forged_or_about_nothing() throws Exception {
        ready("Title");
        outside.connector.answers(202, 202, 401);

        JsonNode doubled = outside.controlled(
                "POST", "/autotask/deliver", "{\"type\":\"ticket\",\"id\":77,\"action\":\"delete\",\"times\":2}");
        JsonNode forged = outside.controlled(
                "POST", "/autotask/deliver", "{\"type\":\"ticket\",\"id\":1,\"action\":\"update\",\"forged\":true}");
        outside.controlled("POST", "/autotask/deliver", "{\"type\":\"ticket\",\"id\":1,\"action\":\"deactivated\"}");

        assertThat(doubled).isEqualTo(Json.read("{\"statuses\":[202,202]}"));
        assertThat(forged).isEqualTo(Json.read("{\"statuses\":[401]}"));
        Received first = outside.connector.next();
        assertThat(outside.connector.next().body()).isEqualTo(first.body());
        Received third = outside.connector.next();
        assertThat(third.headers().get("x-hook-signature"))
                .isNotEqualTo(Signatures.autotask(
                        outside.sandbox.autotask().webhookSecret(), third.body().getBytes(UTF_8)));
        Received unsigned = outside.connector.next();
        assertThat(unsigned.headers()).doesNotContainKey("x-hook-signature");
        assertThat(unsigned.body()).contains("\"Action\":\"Deactivated\"");
    }
}
