package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class AutotaskControlTest {
    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    private JsonNode item(String path) throws Exception {
        return outside.autotaskSaid("GET", path, "").path("item");
    }

    @Test
    void what_is_made_counts_from_1001_and_stays() throws Exception {
        int contact = outside.made(
                "/autotask/contacts",
                "{\"firstName\":\"Kim\",\"lastName\":\"Roe\",\"email\":\"kim@other.example\",\"mobile\":\"+12025550131\",\"companyId\":2}");
        int ticket = outside.made(
                "/autotask/tickets", "{\"summary\":\"Locked out\",\"contactId\":1001,\"type\":\"MFA Reset\"}");
        int bare = outside.made("/autotask/tickets", "{\"summary\":\"Nobody\"}");

        assertThat(contact).isEqualTo(1001);
        assertThat(ticket).isEqualTo(1001);
        assertThat(bare).isEqualTo(1002);
        assertThat(item("/Contacts/1001").path("mobilePhone").asString("")).isEqualTo("+12025550131");
        assertThat(item("/Contacts/1001").path("emailAddress").asString("")).isEqualTo("kim@other.example");
        assertThat(item("/Contacts/1001").path("isActive").asInt(0)).isEqualTo(1);
        assertThat(item("/Tickets/1001").path("companyID").asInt(0)).isEqualTo(2);
        assertThat(item("/Tickets/1001").path("issueType").asInt(0)).isEqualTo(11);
        assertThat(item("/Tickets/1002").path("companyID").asInt(0)).isEqualTo(1);
        assertThat(item("/Tickets/1002").path("contactID").isNull()).isTrue();
    }

    @Test
    void a_contact_of_the_msp_itself_belongs_to_company_0() throws Exception {
        int contact = outside.made("/autotask/contacts", "{\"firstName\":\"A\",\"lastName\":\"B\",\"companyId\":0}");
        int ticket = outside.made("/autotask/tickets", "{\"summary\":\"x\",\"contactId\":" + contact + "}");

        assertThat(item("/Contacts/" + contact).path("companyID").asInt(9)).isZero();
        assertThat(item("/Tickets/" + ticket).path("companyID").asInt(9)).isZero();
    }

    @Test
    void a_ticket_is_closed_reopened_renamed_and_given_to_somebody_else() throws Exception {
        outside.controlled("PATCH", "/autotask/tickets/1", "{\"closed\":true}");
        assertThat(item("/Tickets/1").path("status").asInt(0)).isEqualTo(5);
        assertThat(item("/Tickets/1").path("completedDate").isNull()).isFalse();

        outside.controlled(
                "PATCH",
                "/autotask/tickets/1",
                "{\"closed\":false,\"status\":\"waiting customer\",\"contactId\":5,\"summary\":\"Other words\"}");
        JsonNode ticket = item("/Tickets/1");
        assertThat(ticket.path("status").asInt(0)).isEqualTo(7);
        assertThat(ticket.path("completedDate").isNull()).isTrue();
        assertThat(ticket.path("contactID").asInt(0)).isEqualTo(5);
        assertThat(ticket.path("companyID").asInt(0)).isEqualTo(2);
        assertThat(ticket.path("title").asString("")).isEqualTo("Other words");

        outside.controlled("PATCH", "/autotask/tickets/1", "{\"contactId\":null}");
        assertThat(item("/Tickets/1").path("contactID").isNull()).isTrue();
    }

    @Test
    void a_contact_gets_another_number_and_loses_its_mail() throws Exception {
        outside.controlled("PATCH", "/autotask/contacts/1", "{\"mobile\":\"+12025550155\",\"email\":null}");

        assertThat(item("/Contacts/1").path("mobilePhone").asString("")).isEqualTo("+12025550155");
        assertThat(item("/Contacts/1").path("emailAddress").isNull()).isTrue();
    }

    @Test
    void notes_say_whether_customers_see_them() throws Exception {
        for (int publish : new int[] {1, 2, 4}) {
            outside.autotaskSaid(
                    "POST",
                    "/Tickets/1/Notes",
                    "{\"description\":\"published " + publish + "\",\"noteType\":3,\"publish\":" + publish + "}");
        }

        JsonNode notes = outside.controlled("GET", "/autotask/tickets/1/notes", "");

        assertThat(notes.findValuesAsString("text")).containsExactly("published 1", "published 2", "published 4");
        assertThat(notes.findValuesAsString("internal")).containsExactly("false", "true", "true");
        assertThat(notes.get(0).path("at").asString("")).endsWith("Z");
        assertThat(outside.controlled("GET", "/autotask/tickets/2/notes", "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/autotask/contacts|{\"firstName\":\"A\",\"lastName\":\"B\"}|400|companyId is required.",
                "POST|/autotask/contacts|{\"firstName\":\"A\",\"lastName\":\"B\",\"companyId\":9}|400|There is no company 9.",
                "POST|/autotask/contacts|{\"firstName\":\"A\",\"lastName\":\"B\",\"companyId\":1,\"mobile\":\"+1 202 555 0123 after five o'clock\"}|400|mobile has at most 25 characters.",
                "POST|/autotask/tickets|{\"summary\":\"x\",\"skip\":true}|400|Unknown field skip; known are contactId, summary, type.",
                "POST|/autotask/tickets|{\"summary\":\"x\",\"contactId\":99}|404|There is no contact 99.",
                "POST|/autotask/tickets|{\"summary\":\"x\",\"type\":\"Gone\"}|400|There is no ticket type Gone.",
                "PATCH|/autotask/tickets/99|{}|404|There is no ticket 99.",
                "PATCH|/autotask/tickets/1|{\"status\":\"Gone\"}|400|There is no status Gone.",
                "PATCH|/autotask/tickets/one|{}|400|Ids are numbers.",
                "GET|/autotask/tickets/99/notes||404|There is no ticket 99.",
                "POST|/autotask/webhooks|{\"url\":\"nowhere\"}|400|url must be an address that begins with http.",
                "POST|/autotask/deliver|{\"type\":\"note\",\"id\":1,\"action\":\"update\"}|400|type is ticket or contact.",
                "PUT|/autotask/limits|{\"threads\":9}|400|Unknown field threads; known are answerMillis, count, threshold.",
                "GET|/autotask/nothing||404|The sandbox has no such address.",
                "DELETE|/autotask/tickets||405|This address does not take that verb."
            })
    void bad_wishes_are_answered_with_one_sentence(String method, String path, String body, int status, String sentence)
            throws Exception {
        HttpResponse<String> answer = outside.control(method, path, body == null ? "" : body);

        assertThat(answer.body()).isEqualTo(sentence + "\n");
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void a_refused_change_changes_nothing() throws Exception {
        outside.control("PATCH", "/autotask/tickets/1", "{\"contactId\":99,\"summary\":\"y\"}");
        outside.control("PATCH", "/autotask/tickets/1", "{\"contactId\":2,\"summary\":\"" + "y".repeat(256) + "\"}");

        assertThat(item("/Tickets/1").path("title").asString("")).isEqualTo("Locked out of my account");
        assertThat(item("/Tickets/1").path("contactID").asInt(0)).isEqualTo(1);
    }
}
