package io.countersign.sandbox;

import static io.countersign.sandbox.Outside.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConnectWiseRestTest {
    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    @Test
    void a_ticket_reads_with_its_contact() throws Exception {
        JsonNode ticket = outside.connectWise("/service/tickets/1");

        assertThat(ticket.path("recordType").asString("")).isEqualTo("ServiceTicket");
        assertThat(ticket.path("contact").path("id").asInt(0)).isEqualTo(1);
        assertThat(ticket.path("contactName").asString("")).isEqualTo("Sample User");
        assertThat(ticket.path("contactPhoneNumber").asString("")).isEqualTo("+19075550187");
        assertThat(ticket.path("company").path("identifier").asString("")).isEqualTo("SandboxCustomer");
        assertThat(ticket.path("_info").path("lastUpdated").asString("")).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z");
    }

    @Test
    void only_the_fields_that_are_asked_for_come_back() throws Exception {
        assertThat(outside.connectWise("/service/tickets/1?fields=id,summary,contact/id"))
                .isEqualTo(Json.read("{\"id\":1,\"summary\":\"Locked out of my account\",\"contact\":{\"id\":1}}"));
        assertThat(outside.connectWise("/company/contacts/1?fields=id,communicationItems/value"))
                .isEqualTo(Json.read("{\"id\":1,\"communicationItems\":[{\"value\":\"+19075550187\"},"
                        + "{\"value\":\"sample.user@customer.example\"}]}"));
    }

    @Test
    void the_content_type_is_the_versioned_one_where_the_caller_names_it() throws Exception {
        HttpResponse<String> versioned = outside.connectWise("GET", "/system/info", "");
        var headers = new HashMap<>(outside.connectWiseHeaders());
        headers.remove("Accept");
        HttpResponse<String> plain = outside.send("GET", "/v4_6_release/apis/3.0/system/info", "", Map.copyOf(headers));

        assertThat(versioned.headers().firstValue("Content-Type"))
                .contains("application/vnd.connectwise.com+json; version=2025.1");
        assertThat(plain.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void who_cannot_log_in_is_not_told_why() throws Exception {
        ConnectWiseTenant tenant = outside.sandbox.connectwise();
        String[] wrong = {
            Outside.basic("sandbox+" + tenant.publicKey(), "guess"),
            Outside.basic("other+" + tenant.publicKey(), tenant.privateKey()),
            Outside.basic(tenant.publicKey(), tenant.privateKey()),
            "Bearer " + tenant.privateKey(),
            "Basic !!!"
        };
        for (String authorization : wrong) {
            HttpResponse<String> answer = outside.send(
                    "GET",
                    "/v4_6_release/apis/3.0/system/info",
                    "",
                    Map.of("Authorization", authorization, "clientId", tenant.clientId()));
            assertThat(answer.statusCode()).as(authorization).isEqualTo(401);
            assertThat(answer.body())
                    .isEqualTo("{\"code\":\"Unauthorized\",\"message\":\"Unauthorized\",\"errors\":null}");
        }
    }

    @Test
    void a_call_without_client_id_is_refused() throws Exception {
        var headers = new HashMap<>(outside.connectWiseHeaders());
        headers.remove("clientId");

        assertThat(outside.send("GET", "/v4_6_release/apis/3.0/system/info", "", headers)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_member_hash_opens_for_its_own_member_only() throws Exception {
        String hash = outside.controlled("GET", "/connectwise/member-auth?memberId=jdoe", "")
                .path("memberHash")
                .asString("");

        assertThat(asMember("jdoe", hash).statusCode()).isEqualTo(200);
        assertThat(asMember("asmith", hash).statusCode()).isEqualTo(401);
        assertThat(asMember("jdoe", hash.replace(hash.charAt(20), hash.charAt(20) == 'a' ? 'b' : 'a'))
                        .statusCode())
                .isEqualTo(401);
        assertThat(asMember("jdoe", "").statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> asMember(String member, String hash) throws Exception {
        return outside.send(
                "GET",
                "/v4_6_release/apis/3.0/service/tickets/1?fields=id,summary",
                "",
                Map.of(
                        "Authorization",
                        Outside.basic("sandbox+" + member, hash),
                        "clientId",
                        outside.sandbox.connectwise().clientId()));
    }

    @Test
    void a_member_hash_also_works_as_cookies() throws Exception {
        String hash = outside.controlled("GET", "/connectwise/member-auth?memberId=asmith", "")
                .path("memberHash")
                .asString("");

        HttpResponse<String> answer = outside.send(
                "GET",
                "/v4_6_release/apis/3.0/service/tickets/1",
                "",
                Map.of(
                        "Cookie",
                        "companyName=sandbox; memberId=asmith; memberHash=" + hash + "; memberContext=web",
                        "clientId",
                        outside.sandbox.connectwise().clientId()));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void pages_follow_each_other_by_link_headers() throws Exception {
        for (int i = 0; i < 4; i++) {
            outside.made("/connectwise/tickets", "{\"summary\":\"one more\"}");
        }

        HttpResponse<String> second =
                outside.connectWise("GET", "/service/tickets?pageSize=3&page=2&fields=id&orderBy=id%20asc", "");

        assertThat(second.body()).isEqualTo("[{\"id\":1001},{\"id\":1002},{\"id\":1003}]");
        assertThat(second.headers().firstValue("Link").orElseThrow())
                .contains("page=3", "rel=\"next\"", "rel=\"last\"", "rel=\"first\"", "rel=\"prev\"")
                .contains("<http://127.0.0.1:");
        HttpResponse<String> all = outside.connectWise("GET", "/service/tickets?fields=id", "");
        assertThat(all.headers().firstValue("Link")).isEmpty();
    }

    @Test
    void forward_only_pages_have_no_end_but_an_empty_one() throws Exception {
        var headers = new HashMap<>(outside.connectWiseHeaders());
        headers.put("pagination-type", "forward-only");
        String path = "/v4_6_release/apis/3.0/service/tickets?fields=id&pageSize=2&pageId=";

        HttpResponse<String> second = outside.send("GET", path + 2, "", headers);
        HttpResponse<String> beyond = outside.send("GET", path + 3, "", headers);

        assertThat(second.body()).isEqualTo("[{\"id\":3}]");
        assertThat(beyond.body()).isEqualTo("[]");
        assertThat(beyond.headers().firstValue("Link").orElseThrow()).contains("rel=\"next\"");
        assertThat(outside.send("GET", path + "0&orderBy=id", "", headers).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lastUpdated > [2020-01-01T00:00:00Z] and board/id in (1,2)|3",
                "lastUpdated > [2099-01-01T00:00:00Z]|0",
                "id = 2|1",
                "closedFlag = false and company/id = 1|3"
            })
    void tickets_are_found_by_conditions(String conditions, int found) throws Exception {
        assertThat(outside.connectWise(
                        "/service/tickets?fields=id&orderBy=lastUpdated%20asc&conditions=" + encoded(conditions)))
                .hasSize(found);
        assertThat(outside.connectWise("/service/tickets/count?conditions=" + encoded(conditions))
                        .path("count")
                        .asInt(-1))
                .isEqualTo(found);
        HttpResponse<String> searched = outside.connectWise(
                "POST", "/service/tickets/search", Json.write(Json.object().put("conditions", conditions)));
        assertThat(Json.read(searched.body())).hasSize(found);
    }

    @Test
    void a_contact_is_found_by_its_number_with_gaps() throws Exception {
        outside.made(
                "/connectwise/contacts",
                "{\"firstName\":\"Gap\",\"lastName\":\"Writer\",\"mobile\":\"(202) 555-0144\",\"companyId\":2}");
        String gaps =
                "communicationItems/value like \"%202%555%0144%\" and communicationItems/communicationType=\"Phone\"";
        String email = "communicationItems/value = \"SAMPLE.user@customer.example\""
                + " and communicationItems/communicationType = \"Email\"";
        String crossed =
                "communicationItems/value like \"%202%555%0144%\" and communicationItems/communicationType=\"Email\"";

        assertThat(contacts("childConditions=" + encoded(gaps))).hasSize(1);
        assertThat(contacts("childConditions=" + encoded(email))).hasSize(1);
        assertThat(contacts("childConditions=" + encoded(crossed))).isEmpty();
        assertThat(contacts("childConditions=" + encoded(gaps) + "&conditions=company/id=1"))
                .isEmpty();
    }

    private JsonNode contacts(String query) throws Exception {
        return outside.connectWise("/company/contacts?fields=id&" + query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/company/contacts?conditions=communicationItems/value%3D%22x%22",
                "/service/tickets?conditions=sumary%3D%22x%22",
                "/service/tickets?conditions=summary%3Dx",
                "/service/tickets?orderBy=nothing"
            })
    void conditions_that_the_vendor_would_not_take_are_refused(String path) throws Exception {
        HttpResponse<String> answer = outside.connectWise("GET", path, "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"ApiFindCondition\"");
    }

    @Test
    void what_is_not_there_is_404_in_the_vendors_words() throws Exception {
        assertThat(outside.connectWise("GET", "/company/contacts/57919", "").body())
                .isEqualTo("{\"code\":\"NotFound\",\"message\":\"Contact 57919 not found\"}");
        HttpResponse<String> route = outside.connectWise("GET", "/service/nothing", "");
        assertThat(route.statusCode()).isEqualTo(404);
        assertThat(route.body())
                .isEqualTo("{\"code\":\"ConnectWiseApi\",\"message\":\"The endpoint does not exist.\"}");
        assertThat(outside.connectWise("GET", "/system/callbacks/9", "").body()).isEqualTo(route.body());
    }

    @Test
    void another_codebase_cannot_be_routed() throws Exception {
        assertThat(outside.send("GET", "/v2099_1/apis/3.0/system/info", "", outside.connectWiseHeaders())
                        .body())
                .contains("Cannot route. Codebase/company is invalid");
        assertThat(outside.connectWise("GET", "/v4_6_release/apis/3.0/system/info", "")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void the_company_info_names_the_codebase_without_credentials() throws Exception {
        JsonNode info = Json.read(
                outside.send("GET", "/login/companyinfo/sandbox", "", Map.of()).body());

        assertThat(info.path("Codebase").asString("")).isEqualTo("v4_6_release/");
        assertThat(outside.send("GET", "/login/companyinfo/nobody", "", Map.of())
                        .body())
                .isEqualTo("null");
    }

    @Test
    void a_note_needs_a_place_to_stand() throws Exception {
        HttpResponse<String> refused = outside.connectWise("POST", "/service/tickets/1/notes", "{\"text\":\"hi\"}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("Please choose where to display the notes in order to save this record.");
        assertThat(outside.connectWise("POST", "/service/tickets/1/notes", "{\"internalAnalysisFlag\":true}")
                        .body())
                .contains("MissingRequiredField", "\"field\":\"text\"");
    }

    @Test
    void notes_stay_and_can_be_looked_for() throws Exception {
        for (String text : new String[] {"first ID v_1", "second ID v_2", "third ID v_3"}) {
            assertThat(outside.connectWise(
                                    "POST",
                                    "/service/tickets/2/notes",
                                    "{\"text\":\"" + text + "\",\"internalAnalysisFlag\":true}")
                            .statusCode())
                    .isEqualTo(201);
        }

        assertThat(outside.connectWise("/service/tickets/2/notes?fields=text&conditions="
                        + encoded("text contains \"v_2\" and createdBy=\"countersign\"")))
                .isEqualTo(Json.read("[{\"text\":\"second ID v_2\"}]"));
        assertThat(outside.connectWise("/service/tickets/2/notes?fields=id&pageSize=2&orderBy=id%20desc&conditions="
                        + encoded("id > 1")))
                .isEqualTo(Json.read("[{\"id\":3},{\"id\":2}]"));
        assertThat(outside.connectWise("/service/tickets/1/notes")).isEmpty();
        assertThat(outside.controlled("GET", "/connectwise/tickets/2/notes", "")
                        .get(0)
                        .path("internal")
                        .asBoolean(false))
                .isTrue();
    }

    @Test
    void a_note_can_be_given_to_an_active_member_only() throws Exception {
        String note = "{\"text\":\"x\",\"internalAnalysisFlag\":true,\"member\":{\"identifier\":\"%s\"}}";

        assertThat(outside.connectWise("POST", "/service/tickets/1/notes", note.formatted("jdoe"))
                        .body())
                .contains("\"identifier\":\"jdoe\"");
        assertThat(outside.connectWise("POST", "/service/tickets/1/notes", note.formatted("former"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(outside.connectWise("POST", "/service/tickets/1/notes", note.formatted("nobody"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_patch_replaces_whole_objects_and_pretends_to_patch_inside_them() throws Exception {
        HttpResponse<String> closed = outside.connectWise(
                "PATCH",
                "/service/tickets/1",
                "[{\"op\":\"replace\",\"path\":\"status\",\"value\":{\"id\":3}},"
                        + "{\"op\":\"replace\",\"path\":\"/summary\",\"value\":\"New words\"}]");
        HttpResponse<String> inside = outside.connectWise(
                "PATCH",
                "/service/tickets/1",
                "[{\"op\":\"replace\",\"path\":\"company/identifier\",\"value\":\"OtherCustomer\"}]");

        assertThat(closed.statusCode()).isEqualTo(200);
        assertThat(inside.statusCode()).isEqualTo(200);
        JsonNode ticket = outside.connectWise("/service/tickets/1");
        assertThat(ticket.path("closedFlag").asBoolean(false)).isTrue();
        assertThat(ticket.path("summary").asString("")).isEqualTo("New words");
        assertThat(ticket.path("company").path("identifier").asString("")).isEqualTo("SandboxCustomer");
        assertThat(outside.connectWise(
                                "PATCH",
                                "/service/tickets/1",
                                "[{\"op\":\"replace\",\"path\":\"status\",\"value\":{\"id\":11}}]")
                        .statusCode())
                .as("a status of another board")
                .isEqualTo(400);
    }

    @Test
    void a_ticket_is_opened_over_rest() throws Exception {
        HttpResponse<String> made = outside.connectWise(
                "POST",
                "/service/tickets",
                "{\"summary\":\"Call from Sample User\",\"company\":{\"id\":1},\"contact\":{\"id\":1},\"board\":{\"id\":2}}");

        assertThat(made.statusCode()).isEqualTo(201);
        JsonNode ticket = Json.read(made.body());
        assertThat(ticket.path("id").asInt(0)).isEqualTo(1001);
        assertThat(ticket.path("status").path("id").asInt(0)).isEqualTo(11);
        assertThat(ticket.path("contactName").asString("")).isEqualTo("Sample User");
        assertThat(outside.connectWise("POST", "/service/tickets", "{\"summary\":\"x\"}")
                        .body())
                .contains("MissingRequiredField", "company");
    }

    @Test
    void an_element_of_a_contacts_points_can_be_patched() throws Exception {
        outside.connectWise(
                "PATCH",
                "/company/contacts/1",
                "[{\"op\":\"replace\",\"path\":\"/communicationItems/0/value\",\"value\":\"+12025550155\"}]");

        assertThat(outside.connectWise("/company/contacts/1/communications?fields=value,contactId"))
                .isEqualTo(Json.read("[{\"value\":\"+12025550155\",\"contactId\":1},"
                        + "{\"value\":\"sample.user@customer.example\",\"contactId\":1}]"));
        assertThat(outside.connectWise("/company/contacts/1")
                        .path("defaultPhoneNbr")
                        .asString(""))
                .isEqualTo("+12025550155");
    }

    @Test
    void members_are_found_by_identifier_and_only_while_active() throws Exception {
        for (String endpoint : new String[] {"members", "info/members"}) {
            assertThat(outside.connectWise("/system/" + endpoint + "?fields=identifier&conditions="
                            + encoded("identifier=\"jdoe\" and inactiveFlag=false")))
                    .hasSize(1);
            assertThat(outside.connectWise("/system/" + endpoint + "?fields=identifier&conditions="
                            + encoded("identifier=\"former\" and inactiveFlag=false")))
                    .isEmpty();
        }
    }

    @Test
    void a_callback_is_registered_once() throws Exception {
        String callback = "{\"url\":\"http://localhost:8080/webhooks/connectwise/abc?recordId=\",\"objectId\":0,"
                + "\"type\":\"ticket\",\"level\":\"owner\",\"isSelfSuppressedFlag\":true}";

        HttpResponse<String> made = outside.connectWise("POST", "/system/callbacks", callback);
        HttpResponse<String> again = outside.connectWise("POST", "/system/callbacks", callback);

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(Json.read(made.body()).path("objectId").asInt(0)).isEqualTo(1);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("ObjectExists", "A matching callback entry already exists");
        assertThat(outside.connectWise(
                        "/system/callbacks?fields=id&conditions=" + encoded("url contains \"localhost:8080\"")))
                .isEqualTo(Json.read("[{\"id\":1}]"));
        outside.connectWise(
                "PATCH", "/system/callbacks/1", "[{\"op\":\"replace\",\"path\":\"inactiveFlag\",\"value\":true}]");
        assertThat(outside.connectWise("/system/callbacks/1")
                        .path("inactiveFlag")
                        .asBoolean(false))
                .isTrue();
        assertThat(outside.connectWise("DELETE", "/system/callbacks/1", "").statusCode())
                .isEqualTo(204);
        assertThat(outside.connectWise("/system/callbacks")).isEmpty();
    }

    @Test
    void a_callback_that_makes_no_sense_is_refused() throws Exception {
        assertThat(outside.connectWise(
                                "POST",
                                "/system/callbacks",
                                "{\"url\":\"ftp://x\",\"objectId\":1,\"type\":\"ticket\",\"level\":\"owner\"}")
                        .body())
                .contains("InvalidField", "Invalid URL", "\"field\":\"url\"");
        assertThat(outside.connectWise(
                                "POST",
                                "/system/callbacks",
                                "{\"url\":\"http://x/\",\"objectId\":1,\"type\":\"ticket\",\"level\":\"territory\"}")
                        .body())
                .contains("Unrecognized level for type", "\"field\":\"level\"");
    }

    @Test
    void a_pod_is_registered_for_the_ticket_screen() throws Exception {
        JsonNode screens = outside.connectWise(
                "/system/connectWiseHostedScreens?conditions=" + encoded("name = \"Service Ticket\""));

        HttpResponse<String> made = outside.connectWise(
                "POST",
                "/system/connectwisehostedsetups",
                "{\"screenId\":" + screens.get(0).path("id").asInt(0)
                        + ",\"description\":\"Countersign\",\"type\":\"Pod\",\"url\":\"http://localhost:8080/pod?id=[cw_id]\"}");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(outside.connectWise("/system/connectwisehostedsetups")).hasSize(1);
        assertThat(outside.connectWise("DELETE", "/system/connectwisehostedsetups/1", "")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void setup_values_can_be_listed() throws Exception {
        assertThat(outside.connectWise("/service/boards?fields=name"))
                .isEqualTo(Json.read("[{\"name\":\"Service Desk\"},{\"name\":\"Alerts\"}]"));
        assertThat(outside.connectWise(
                        "/service/boards/1/statuses?fields=name&conditions=" + encoded("closedStatus=true")))
                .isEqualTo(Json.read("[{\"name\":\"Closed\"}]"));
        assertThat(outside.connectWise(
                        "/company/communicationTypes?fields=description&conditions=" + encoded("emailFlag=true")))
                .isEqualTo(Json.read("[{\"description\":\"Email\"}]"));
        assertThat(outside.connectWise("/company/companies?fields=id,name")).hasSize(2);
        assertThat(outside.connectWise("/company/companies/2").path("name").asString(""))
                .isEqualTo("Other Customer");
    }

    @Test
    void a_body_of_the_wrong_kind_is_415() throws Exception {
        var headers = new HashMap<>(outside.connectWiseHeaders());
        headers.put("Content-Type", "application/json-patch+json");

        assertThat(outside.send("PATCH", "/v4_6_release/apis/3.0/service/tickets/1", "[]", headers)
                        .statusCode())
                .isEqualTo(415);
    }
}
