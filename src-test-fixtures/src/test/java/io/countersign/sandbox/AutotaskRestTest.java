package io.countersign.sandbox;

import static io.countersign.sandbox.Outside.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AutotaskRestTest {
    private static final String NOTE =
            "{\"title\":\"Identity\",\"description\":\"Verified by text message\",\"noteType\":3,\"publish\":2}";

    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    private JsonNode ticket(int id) throws Exception {
        return outside.autotaskSaid("GET", "/Tickets/" + id, "").path("item");
    }

    private void refused(HttpResponse<String> answer, String... words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(Json.read(answer.body()).path("errors").path(0).asString("")).contains(words);
    }

    @Test
    void the_zone_points_at_the_sandbox_and_needs_no_credentials() throws Exception {
        AutotaskTenant tenant = outside.sandbox.autotask();
        String path = tenant.zoneLookup()
                .substring(outside.sandbox.address().toString().length());

        HttpResponse<String> answer = outside.send("GET", path + "?user=" + encoded(tenant.userName()), "", Map.of());

        assertThat(Json.read(answer.body()))
                .isEqualTo(Json.read("{\"zoneName\":\"Sandbox\",\"url\":\"" + outside.sandbox.address()
                        + "/ATServicesRest/\",\"webUrl\":\"" + outside.sandbox.address() + "/\",\"ci\":4711}"));
        assertThat(tenant.baseAddress())
                .isEqualTo(Json.read(answer.body()).path("url").asString(""));
        refused(outside.send("GET", path + "?user=nobody%40msp.example", "", Map.of()), "Zone");
        refused(outside.send("GET", path, "", Map.of()), "Zone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ATServicesRest/V1.0/Tickets/1",
                "/atservicesrest/v1.0/tickets/1/",
                "/ATSERVICESREST//v1.0/TICKETS/1"
            })
    void addresses_are_read_in_any_case(String path) throws Exception {
        HttpResponse<String> answer = outside.send("GET", path, "", outside.autotaskHeaders());

        assertThat(Json.read(answer.body()).path("item").path("title").asString(""))
                .isEqualTo("Locked out of my account");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ApiIntegrationCode", "UserName", "Secret"})
    void who_cannot_log_in_is_told_nothing(String header) throws Exception {
        var wrong = new HashMap<>(outside.autotaskHeaders());
        wrong.put(header, "guess");
        var missing = new HashMap<>(outside.autotaskHeaders());
        missing.remove(header);

        for (Map<String, String> headers : List.of(wrong, missing)) {
            HttpResponse<String> answer = outside.send("GET", "/ATServicesRest/v1.0/Tickets/1", "", headers);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Basic Realm=\"");
        }
    }

    @Test
    void guessing_locks_the_api_user_until_somebody_unlocks_it() throws Exception {
        var wrong = new HashMap<>(outside.autotaskHeaders());
        wrong.put("Secret", "guess");
        for (int i = 0; i < AutotaskLogins.TRIES; i++) {
            outside.send("GET", "/ATServicesRest/v1.0/Tickets/1", "", wrong);
        }

        assertThat(outside.autotask("GET", "/Tickets/1", "").statusCode()).isEqualTo(401);
        assertThat(outside.controlled("GET", "/autotask/lock", "")
                        .path("locked")
                        .asBoolean(false))
                .isTrue();
        outside.control("DELETE", "/autotask/lock", "");
        assertThat(outside.autotask("GET", "/Tickets/1", "").statusCode()).isEqualTo(200);
    }

    @Test
    void a_success_in_between_forgives_the_failures() throws Exception {
        var wrong = new HashMap<>(outside.autotaskHeaders());
        wrong.put("Secret", "guess");
        for (int i = 0; i < 2 * AutotaskLogins.TRIES; i++) {
            outside.send("GET", "/ATServicesRest/v1.0/Tickets/1", "", wrong);
            assertThat(outside.autotask("GET", "/Tickets/1", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_ticket_reads_with_every_field_and_null_where_one_is_empty() throws Exception {
        JsonNode ticket = ticket(2);

        assertThat(ticket.path("contactID").isNull()).isTrue();
        assertThat(ticket.path("completedDate").isNull()).isTrue();
        assertThat(ticket.path("companyID").asInt(0)).isEqualTo(1);
        assertThat(ticket.path("status").asInt(0)).isEqualTo(1);
        assertThat(ticket.path("ticketNumber").asString("")).matches("T\\d{8}\\.0002");
        assertThat(ticket.path("userDefinedFields")).isEmpty();
        assertThat(outside.autotask("GET", "/Tickets/999", "").statusCode()).isEqualTo(404);
    }

    @Test
    void people_and_companies_read_in_the_vendors_types() throws Exception {
        JsonNode contact = outside.autotaskSaid("GET", "/Contacts/4", "").path("item");
        JsonNode resource = outside.autotaskSaid("GET", "/Resources/104", "").path("item");
        JsonNode msp = outside.autotaskSaid("GET", "/Companies/0", "").path("item");

        assertThat(contact.path("isActive").isIntegralNumber()).isTrue();
        assertThat(contact.path("isActive").asInt(1)).isZero();
        assertThat(resource.path("isActive").isBoolean()).isTrue();
        assertThat(resource.path("isActive").booleanValue()).isFalse();
        assertThat(msp.path("companyName").asString("")).isEqualTo("Sandbox MSP");
    }

    @Test
    void some_times_come_without_a_designator() throws Exception {
        outside.controlled("PATCH", "/autotask/tickets/1", "{\"closed\":true}");

        JsonNode ticket = ticket(1);

        assertThat(ticket.path("completedDate").asString("")).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{3}");
        assertThat(ticket.path("lastTrackedModificationDateTime").asString(""))
                .matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{3}Z");
    }

    @Test
    void a_patch_changes_what_is_sent_and_nothing_else() throws Exception {
        JsonNode before = ticket(1);

        JsonNode answer =
                outside.autotaskSaid("PATCH", "/Tickets", "{\"ID\":1,\"Title\":\"Other words\",\"status\":5}");

        assertThat(answer).isEqualTo(Json.read("{\"itemId\":1}"));
        JsonNode after = ticket(1);
        assertThat(after.path("title").asString("")).isEqualTo("Other words");
        assertThat(after.path("completedDate").isNull()).isFalse();
        assertThat(after.path("contactID")).isEqualTo(before.path("contactID"));
        assertThat(after.path("createDate")).isEqualTo(before.path("createDate"));
        assertThat(outside.autotask("PATCH", "/Tickets/1", "{\"title\":\"x\"}").statusCode())
                .isEqualTo(405);
    }

    @Test
    void a_null_in_a_patch_empties_the_field() throws Exception {
        outside.autotaskSaid("PATCH", "/Tickets", "{\"id\":1,\"contactID\":null}");

        assertThat(ticket(1).path("contactID").isNull()).isTrue();
        assertThat(ticket(1).path("title").asString("")).isEqualTo("Locked out of my account");
    }

    @Test
    void a_put_empties_what_is_not_sent() throws Exception {
        outside.autotaskSaid(
                "PUT", "/Tickets", "{\"id\":1,\"title\":\"t\",\"companyID\":1,\"status\":1,\"priority\":2}");

        assertThat(ticket(1).path("contactID").isNull()).isTrue();
        assertThat(ticket(1).path("issueType").isNull()).isTrue();
        refused(outside.autotask("PUT", "/Tickets", "{\"id\":1,\"title\":\"t\"}"), "Missing Required Field");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":999,\"title\":\"x\"}|No matching records found",
                "{\"title\":\"x\"}|No matching records found",
                "{\"id\":1,\"priority\":99}|Picklist value [99] does not exist for priority.",
                "{\"id\":1,\"contactID\":99}|Reference value on field: contactID of type: Contact does not exist or is invalid",
                "{\"id\":1,\"title\":null}|Missing Required Field: title",
                "{\"id\":1,\"status\":\"Complete\"}|Error converting value",
                "{\"id\":1,\"flavour\":\"mint\"}|Unable to find flavour in the Tickets Entity.",
                "[]|cannot be read",
                "nonsense|cannot be read"
            })
    void a_bad_change_is_a_500_with_a_list_of_errors(String body, String error) throws Exception {
        JsonNode before = ticket(1);

        refused(outside.autotask("PATCH", "/Tickets", body), error);

        assertThat(ticket(1)).isEqualTo(before);
    }

    @Test
    void a_note_is_left_on_its_ticket() throws Exception {
        JsonNode made = outside.autotaskSaid("POST", "/Tickets/1/Notes", NOTE);

        JsonNode query = outside.autotaskSaid(
                "POST", "/TicketNotes/query", "{\"filter\":[{\"op\":\"eq\",\"field\":\"ticketID\",\"value\":1}]}");
        assertThat(query.path("items")).hasSize(1);
        JsonNode note = query.path("items").get(0);
        assertThat(note.path("id")).isEqualTo(made.path("itemId"));
        assertThat(note.path("description").asString("")).isEqualTo("Verified by text message");
        assertThat(note.path("publish").asInt(0)).isEqualTo(2);
        assertThat(note.path("creatorResourceID").asInt(0))
                .isEqualTo(outside.sandbox.autotask().apiResource());
        assertThat(note.path("createDateTime").asString("")).doesNotEndWith("Z");
        assertThat(outside.autotaskSaid("GET", "/Tickets/1/Notes", "").path("items"))
                .isEqualTo(query.path("items"));
    }

    @Test
    void nothing_takes_a_note_away() throws Exception {
        int note = outside.autotaskSaid("POST", "/Tickets/1/Notes", NOTE)
                .path("itemId")
                .asInt(0);

        assertThat(outside.autotask("DELETE", "/TicketNotes/" + note, "").statusCode())
                .isEqualTo(405);
        assertThat(outside.autotask("DELETE", "/Tickets/1/Notes/" + note, "").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|{\"noteType\":3,\"publish\":2}|Missing Required Field: description",
                "1|{\"description\":\"x\",\"publish\":2}|Missing Required Field: noteType",
                "1|{\"description\":\"x\",\"noteType\":3}|Missing Required Field: publish",
                "1|{\"description\":\"x\",\"noteType\":3,\"publish\":3}|Picklist value [3] does not exist for publish.",
                "1|{\"description\":\"x\",\"noteType\":3,\"publish\":2,\"ticketID\":2}|ticketID",
                "99|{\"description\":\"x\",\"noteType\":3,\"publish\":2}|Reference value on field: ticketID"
            })
    void a_note_that_lacks_something_is_refused(int ticket, String body, String error) throws Exception {
        refused(outside.autotask("POST", "/Tickets/" + ticket + "/Notes", body), error);
    }

    @ParameterizedTest
    @CsvSource({"title,250", "description,32000"})
    void a_note_has_room_for_so_much(String field, int longest) throws Exception {
        String fits = note(field, "x".repeat(longest));
        String tooLong = note(field, "x".repeat(longest + 1));

        outside.autotaskSaid("POST", "/Tickets/1/Notes", fits);
        refused(outside.autotask("POST", "/Tickets/1/Notes", tooLong), field, "" + longest);
    }

    private static String note(String field, String text) {
        return Json.write(Json.object()
                .put("description", "x")
                .put("noteType", 3)
                .put("publish", 2)
                .put(field, text));
    }

    @Test
    void a_write_that_is_not_json_is_not_read() throws Exception {
        var headers = new HashMap<>(outside.autotaskHeaders());
        headers.put("Content-Type", "text/plain");

        assertThat(outside.send("POST", "/ATServicesRest/v1.0/Tickets/1/Notes", NOTE, headers)
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void pick_lists_name_their_values_by_texts() throws Exception {
        JsonNode statuses = picklist("Tickets", "status");
        JsonNode publish = picklist("TicketNotes", "publish");

        assertThat(statuses.findValuesAsString("label")).contains("New", "Complete");
        assertThat(publish.findValuesAsString("value")).containsExactly("1", "2", "4");
        assertThat(publish.get(0).path("label").asString("")).isEqualTo("All Autotask Users");
        assertThat(publish.get(0).path("value").isString()).isTrue();
    }

    private JsonNode picklist(String entity, String field) throws Exception {
        JsonNode fields = outside.autotaskSaid("GET", "/" + entity + "/entityInformation/fields", "");
        for (JsonNode each : fields.path("fields")) {
            if (each.path("name").asString("").equals(field)) {
                assertThat(each.path("isPickList").asBoolean(false)).isTrue();
                return each.path("picklistValues");
            }
        }
        throw new AssertionError("no field " + field);
    }

    @Test
    void the_numbers_of_webhook_fields_are_read_from_a_pick_list() throws Exception {
        assertThat(picklist("TicketWebhookFields", "fieldID").findValuesAsString("label"))
                .contains("Title", "Status", "ContactID");
        assertThat(picklist("ContactWebhookFields", "fieldID").findValuesAsString("label"))
                .contains("MobilePhone", "EmailAddress", "IsActive");
    }

    @Test
    void an_address_that_is_not_known_is_a_404() throws Exception {
        assertThat(outside.autotask("GET", "/Tockets/1", "").statusCode()).isEqualTo(404);
        assertThat(outside.send("GET", "/atservicesrest", "", outside.autotaskHeaders())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void calls_are_counted_by_verb_and_collection_without_ids() throws Exception {
        AutotaskTenant tenant = outside.sandbox.autotask();
        outside.send("GET", "/atservicesrest/v1.0/zoneInformation?user=" + encoded(tenant.userName()), "", Map.of());
        outside.autotask("GET", "/Tickets/1", "");
        outside.autotask("POST", "/Tickets/query", "{}");
        outside.autotask("POST", "/Tickets/query/next?paging=1", "{}");
        outside.autotask("POST", "/Tickets/1/Notes", NOTE);
        outside.autotask("GET", "/Companies/0", "");
        outside.autotask("GET", "/Tickets/entityInformation/fields", "");
        outside.autotask("POST", "/TicketWebhooks/1/Fields", "{}");

        assertThat(outside.controlled("GET", "/counts", ""))
                .isEqualTo(Json.read("{\"autotask GET companies\":1,\"autotask GET tickets\":1,"
                        + "\"autotask GET tickets/entityinformation/fields\":1,\"autotask GET zoneinformation\":1,"
                        + "\"autotask POST fields\":1,\"autotask POST notes\":1,\"autotask POST tickets/query\":2}"));
    }
}
