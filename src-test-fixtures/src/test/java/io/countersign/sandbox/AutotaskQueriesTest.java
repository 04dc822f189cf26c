package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class AutotaskQueriesTest {
    private static final String EVERYTHING = "[{\"op\":\"exist\",\"field\":\"id\"}]";

    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    private static List<Integer> ids(JsonNode answer) {
        return StreamSupport.stream(answer.path("items").spliterator(), false)
                .map(item -> item.path("id").asInt(-1))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Tickets|{'op':'eq','field':'contactID','value':1}|1",
                "Tickets|{'op':'eq','field':'contactID','value':'1'}|1",
                "Tickets|{'op':'noteq','field':'id','value':1}|2,3",
                "Tickets|{'op':'noteq','field':'contactID','value':1}|3",
                "Tickets|{'op':'gt','field':'id','value':2}|3",
                "Tickets|{'op':'gte','field':'id','value':2}|2,3",
                "Tickets|{'op':'lt','field':'id','value':2}|1",
                "Tickets|{'op':'lte','field':'id','value':2}|1,2",
                "Tickets|{'op':'exist','field':'contactID'}|1,3",
                "Tickets|{'op':'notExist','field':'contactID'}|2",
                "Tickets|{'op':'in','field':'id','value':[3,1,7]}|1,3",
                "Tickets|{'op':'notIn','field':'id','value':[3,1,7]}|2",
                "Tickets|{'op':'beginsWith','field':'title','value':'locked'}|1",
                "Tickets|{'op':'endsWith','field':'title','value':'OFFLINE'}|2",
                "Tickets|{'op':'contains','field':'Title','value':'tenance'}|3",
                "Tickets|{'op':'or','items':[{'op':'eq','field':'id','value':1},{'op':'eq','field':'id','value':2}]}|1,2",
                "Tickets|{'op':'or','items':[{'op':'and','items':[{'op':'gt','field':'id','value':1},{'op':'lt','field':'id','value':3}]},{'op':'eq','field':'id','value':3}]}|2,3",
                "Tickets|{'op':'gt','field':'id','value':1},{'op':'exist','field':'contactID'}|3",
                "Tickets|{'op':'gte','field':'lastTrackedModificationDateTime','value':'2020-01-01T00:00:00.000'}|1,2,3",
                "Tickets|{'op':'lt','field':'lastTrackedModificationDateTime','value':'2020-01-01T00:00:00Z'}|``",
                "Tickets|{'op':'gte','field':'createDate','value':'2020-01-01'}|1,2,3",
                "Contacts|{'op':'eq','field':'isActive','value':true},{'op':'lt','field':'id','value':3}|1,2",
                "Contacts|{'op':'eq','field':'isActive','value':0}|4",
                "Contacts|{'op':'contains','field':'phone','value':'555-0142'}|3",
                "Contacts|{'op':'contains','field':'phone','value':'5550142'}|``",
                "Companies|{'op':'gte','field':'id','value':0}|0,1,2",
                "Resources|{'op':'eq','field':'isActive','value':false}|104",
                "Resources|{'op':'eq','field':'email','value':'JDOE@msp.example'}|102"
            })
    void a_query_finds_what_its_filter_says(String entity, String filter, String expected) throws Exception {
        JsonNode answer = outside.autotaskSaid(
                "POST", "/" + entity + "/query", "{\"filter\":[" + filter.replace('\'', '"') + "]}");

        assertThat(ids(answer).stream()
                        .map(String::valueOf)
                        .reduce((a, b) -> a + "," + b)
                        .orElse(""))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|must not be empty",
                "{'filter':[]}|must not be empty",
                "nonsense|cannot be read",
                "{'filter':[{'op':'is','field':'id','value':1}]}|operator 'is'",
                "{'filter':[{'op':'EQ','field':'id','value':1}]}|operator 'EQ'",
                "{'filter':[{'op':'eq','field':'flavour','value':1}]}|Unable to find flavour in the Tickets Entity.",
                "{'filter':[{'op':'eq','field':'flavour','udf':true,'value':'1'}]}|Unable to find flavour",
                "{'filter':[{'op':'eq','field':'status','value':'Complete'}]}|Conversion failed when converting the varchar value 'Complete'",
                "{'filter':[{'op':'eq','field':'status','value':null}]}|Conversion failed",
                "{'filter':[{'op':'eq','field':'status'}]}|Conversion failed",
                "{'filter':[{'op':'eq','field':'creatorType','value':1}]}|cannot be queried",
                "{'filter':[{'op':'gt','field':'createDate','value':'yesterday'}]}|Conversion failed",
                "{'filter':[{'op':'contains','field':'id','value':'1'}]}|cannot be used on id",
                "{'filter':[{'op':'in','field':'id','value':1}]}|needs an array",
                "{'filter':[{'op':'or'}]}|need items",
                "{'maxRecords':0,'filter':[{'op':'exist','field':'id'}]}|MaxRecords",
                "{'maxRecords':501,'filter':[{'op':'exist','field':'id'}]}|MaxRecords",
                "{'includeFields':['flavour'],'filter':[{'op':'exist','field':'id'}]}|Unable to find flavour"
            })
    void a_query_that_makes_no_sense_is_a_500_with_errors(String query, String error) throws Exception {
        HttpResponse<String> answer = outside.autotask("POST", "/Tickets/query", query.replace('\'', '"'));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(Json.read(answer.body()).path("errors").path(0).asString("")).contains(error);
    }

    @Test
    void a_flag_must_be_a_real_flag() throws Exception {
        assertThat(outside.autotask(
                                "POST",
                                "/Resources/query",
                                "{\"filter\":[{\"op\":\"eq\",\"field\":\"isActive\",\"value\":\"true\"}]}")
                        .statusCode())
                .isEqualTo(500);
    }

    @Test
    void pages_follow_each_other_by_absolute_addresses() throws Exception {
        outside.made("/autotask/tickets", "{\"summary\":\"four\"}");
        outside.made("/autotask/tickets", "{\"summary\":\"five\"}");
        String query = "{\"MaxRecords\":2,\"IncludeFields\":[\"ID\"],\"Filter\":" + EVERYTHING + "}";

        JsonNode first = outside.autotaskSaid("POST", "/Tickets/query", query);
        JsonNode second = next(first, query);
        JsonNode third = next(second, query);

        assertThat(ids(first)).containsExactly(1, 2);
        assertThat(ids(second)).containsExactly(3, 1001);
        assertThat(ids(third)).containsExactly(1002);
        assertThat(first.path("pageDetails").path("count").asInt(0)).isEqualTo(2);
        assertThat(third.path("pageDetails").path("count").asInt(0)).isEqualTo(1);
        assertThat(third.path("pageDetails").path("requestCount").asInt(0)).isEqualTo(2);
        assertThat(third.path("pageDetails").path("nextPageUrl").isNull()).isTrue();
        assertThat(first.path("pageDetails").path("prevPageUrl").isNull()).isTrue();
        assertThat(second.path("pageDetails").path("prevPageUrl").isString()).isTrue();
    }

    private JsonNode next(JsonNode page, String query) throws Exception {
        String address = page.path("pageDetails").path("nextPageUrl").asString("");
        assertThat(address).startsWith(outside.sandbox.autotask().baseAddress());
        String path = address.substring(outside.sandbox.address().toString().length());
        return Json.read(
                outside.send("POST", path, query, outside.autotaskHeaders()).body());
    }

    @Test
    void a_query_also_fits_into_an_address() throws Exception {
        String search = Outside.encoded("{\"MaxRecords\":2,\"filter\":" + EVERYTHING + "}");

        JsonNode first = outside.autotaskSaid("GET", "/Tickets/query?search=" + search, "");
        String next = first.path("pageDetails").path("nextPageUrl").asString("");
        HttpResponse<String> second = outside.send(
                "GET", next.substring(outside.sandbox.address().toString().length()), "", outside.autotaskHeaders());

        assertThat(ids(Json.read(second.body()))).containsExactly(3);
        assertThat(outside.autotaskSaid("GET", "/Tickets/query/count?search=" + search, ""))
                .isEqualTo(Json.read("{\"queryCount\":3}"));
    }

    @Test
    void only_the_fields_that_are_asked_for_come_back() throws Exception {
        JsonNode tickets = outside.autotaskSaid(
                "POST",
                "/Tickets/query",
                "{\"includeFields\":[\"id\",\"contactID\"],\"filter\":[{\"op\":\"eq\",\"field\":\"id\",\"value\":2}]}");

        assertThat(tickets.path("items"))
                .isEqualTo(Json.read("[{\"id\":2,\"contactID\":null,\"userDefinedFields\":[]}]"));
    }
}
