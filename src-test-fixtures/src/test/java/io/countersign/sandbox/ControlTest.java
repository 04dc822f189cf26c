package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ControlTest {
    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    @Test
    void the_controls_wait_for_the_connector_while_the_vendors_already_work() throws Exception {
        try (var sandbox = Sandbox.start(new SandboxSettings(0, 0, URI.create("http://localhost:8080")));
                var client = HttpClient.newHttpClient()) {
            var counts = HttpRequest.newBuilder(URI.create(sandbox.address() + "/sandbox/counts"))
                    .build();
            var info = HttpRequest.newBuilder(URI.create(sandbox.address() + "/login/companyinfo/sandbox"))
                    .build();

            HttpResponse<String> before = client.send(counts, HttpResponse.BodyHandlers.ofString());
            assertThat(before.statusCode()).isEqualTo(503);
            assertThat(before.body()).isEqualTo("The connector is still starting.\n");
            assertThat(client.send(info, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            sandbox.ready();
            assertThat(client.send(counts, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void what_is_made_counts_from_1001_and_stays() throws Exception {
        int contact = outside.made(
                "/connectwise/contacts",
                "{\"firstName\":\"Kim\",\"lastName\":\"Roe\",\"email\":\"kim@other.example\",\"mobile\":\"+12025550131\",\"companyId\":2}");
        int ticket = outside.made("/connectwise/tickets", "{\"summary\":\"Locked out\",\"contactId\":1001}");
        int bare = outside.made("/connectwise/tickets", "{\"summary\":\"Nobody\"}");

        assertThat(contact).isEqualTo(1001);
        assertThat(ticket).isEqualTo(1001);
        assertThat(bare).isEqualTo(1002);
        JsonNode read = outside.connectWise("/service/tickets/1001?fields=company/id,contactName,contactEmailAddress");
        assertThat(read)
                .isEqualTo(Json.read("{\"company\":{\"id\":2},\"contactName\":\"Kim Roe\","
                        + "\"contactEmailAddress\":\"kim@other.example\"}"));
        assertThat(outside.connectWise("/service/tickets/1002?fields=company/id,contact"))
                .isEqualTo(Json.read("{\"company\":{\"id\":1}}"));
        assertThat(outside.connectWise(
                        "/company/contacts/1001?fields=communicationItems/communicationType,communicationItems/type/name,"
                                + "communicationItems/value,communicationItems/defaultFlag"))
                .isEqualTo(
                        Json.read(
                                "{\"communicationItems\":["
                                        + "{\"communicationType\":\"Phone\",\"type\":{\"name\":\"Mobile\"},\"value\":\"+12025550131\",\"defaultFlag\":true},"
                                        + "{\"communicationType\":\"Email\",\"type\":{\"name\":\"Email\"},\"value\":\"kim@other.example\",\"defaultFlag\":true}]}"));
    }

    @Test
    void a_ticket_is_closed_reopened_renamed_and_given_to_somebody_else() throws Exception {
        outside.controlled("PATCH", "/connectwise/tickets/1", "{\"closed\":true}");
        assertThat(outside.connectWise("/service/tickets/1?fields=status/name,closedFlag"))
                .isEqualTo(Json.read("{\"status\":{\"name\":\"Closed\"},\"closedFlag\":true}"));

        outside.controlled(
                "PATCH",
                "/connectwise/tickets/1",
                "{\"closed\":false,\"status\":\"In Progress\",\"contactId\":2,\"summary\":\"Other words\"}");
        assertThat(outside.connectWise("/service/tickets/1?fields=status/name,closedFlag,contactName,summary"))
                .isEqualTo(Json.read("{\"status\":{\"name\":\"In Progress\"},\"closedFlag\":false,"
                        + "\"contactName\":\"All Users\",\"summary\":\"Other words\"}"));

        outside.controlled("PATCH", "/connectwise/tickets/1", "{\"contactId\":null}");
        assertThat(outside.connectWise("/service/tickets/1").has("contact")).isFalse();
    }

    @Test
    void a_contact_gets_another_number_and_loses_its_mail() throws Exception {
        outside.controlled("PATCH", "/connectwise/contacts/1", "{\"mobile\":\"+12025550155\",\"email\":null}");

        assertThat(outside.connectWise("/company/contacts/1/communications?fields=value"))
                .isEqualTo(Json.read("[{\"value\":\"+12025550155\"}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/connectwise/contacts|{\"firstName\":\"A\",\"lastName\":\"B\"}|400|companyId is required.",
                "POST|/connectwise/contacts|{\"firstName\":\"A\",\"lastName\":\"B\",\"companyId\":9}|400|There is no company 9.",
                "POST|/connectwise/contacts|{\"firstName\":\" \",\"lastName\":\"B\",\"companyId\":1}|400|firstName must be a text that is not blank.",
                "POST|/connectwise/tickets|{\"summary\":\"x\",\"skip\":true}|400|Unknown field skip; known are contactId, summary, type.",
                "POST|/connectwise/tickets|{\"summary\":\"x\",\"contactId\":99}|404|There is no contact 99.",
                "POST|/connectwise/tickets|[]|400|The body must be a JSON object.",
                "POST|/connectwise/tickets|nonsense|400|The body must be a JSON object.",
                "PATCH|/connectwise/tickets/99|{}|404|There is no ticket 99.",
                "PATCH|/connectwise/tickets/1|{\"closed\":\"yes\"}|400|closed must be true or false.",
                "PATCH|/connectwise/tickets/1|{\"status\":\"Gone\"}|400|The board has no status Gone.",
                "PATCH|/connectwise/tickets/one|{}|400|Ids are numbers.",
                "GET|/connectwise/tickets/99/notes||404|There is no ticket 99.",
                "GET|/connectwise/member-auth||400|memberId must name a member, such as jdoe or asmith.",
                "GET|/phones/12345/messages||400|A phone is named by its number in E.164, such as +12025550123.",
                "POST|/phones/+12025550123/reply|{}|400|text is required.",
                "PUT|/faults/twilio|{\"mode\":\"sulk\"}|400|mode is one of ok, status, timeout, reset, accept-then-drop and slow.",
                "PUT|/faults/fax|{\"mode\":\"ok\"}|404|Faults can be set for connectwise, autotask, twilio and mail.",
                "POST|/calls|{}|404|This sandbox has no telephone calls yet.",
                "GET|/nothing||404|The sandbox has no such address.",
                "DELETE|/connectwise/tickets||405|This address does not take that verb."
            })
    void bad_wishes_are_answered_with_one_sentence(String method, String path, String body, int status, String sentence)
            throws Exception {
        HttpResponse<String> answer = outside.control(method, path, body == null ? "" : body);

        assertThat(answer.body()).isEqualTo(sentence + "\n");
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void a_refused_change_changes_nothing() throws Exception {
        outside.control("PATCH", "/connectwise/tickets/1", "{\"contactId\":2,\"summary\":\"y\",\"status\":\"Gone\"}");
        outside.control("PATCH", "/connectwise/tickets/1", "{\"contactId\":2,\"summary\":\"" + "y".repeat(101) + "\"}");

        assertThat(outside.connectWise("/service/tickets/1?fields=summary,contact/id"))
                .isEqualTo(Json.read("{\"summary\":\"Locked out of my account\",\"contact\":{\"id\":1}}"));
    }

    @Test
    void only_what_the_connector_asks_the_vendors_is_counted() throws Exception {
        outside.connectWise("/service/tickets/1");
        outside.connectWise("/service/tickets?pageSize=1");
        outside.connectWise("GET", "/company/contacts/999", "");
        outside.connectWise("POST", "/service/tickets/1/notes", "{\"text\":\"x\",\"internalAnalysisFlag\":true}");
        outside.connectWise("POST", "/service/tickets/search", "{}");
        outside.connectWise("GET", "/system/info/members?fields=id", "");
        outside.text("+12025550123", "hello");
        outside.twilio("GET", "/Messages.json?To=%2B12025550123", "");
        outside.controlled("GET", "/connectwise/tickets/1/notes", "");
        outside.controlled("GET", "/page/state?ticket=1", "");

        assertThat(outside.controlled("GET", "/counts", ""))
                .isEqualTo(
                        Json.read(
                                "{\"connectwise GET contacts\":1,\"connectwise GET members\":1,"
                                        + "\"connectwise GET tickets\":2,\"connectwise POST notes\":1,"
                                        + "\"connectwise POST tickets/search\":1,\"twilio GET messages\":1,\"twilio POST messages\":1}"));
        outside.control("DELETE", "/counts", "");
        assertThat(outside.controlled("GET", "/counts", "")).isEmpty();
    }

    @Test
    void a_member_gets_what_the_hosted_api_hands_to_a_pod() throws Exception {
        JsonNode data = outside.controlled("GET", "/connectwise/member-auth?memberId=jdoe", "");

        assertThat(data.propertyNames())
                .containsExactly(
                        "site", "companyid", "memberid", "memberHash", "memberContext", "memberEmail", "codeBase");
        assertThat(data.path("companyid").asString("")).isEqualTo("sandbox");
        assertThat(data.path("memberid").asString("")).isEqualTo("jdoe");
    }

    @Test
    void the_admin_interface_of_the_server_inside_is_shut() throws Exception {
        assertThat(outside.send("GET", "/__admin/mappings", "", Map.of()).statusCode())
                .isEqualTo(401);
    }
}
