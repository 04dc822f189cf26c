package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DemoPageTest {
    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    @Test
    void the_page_may_load_from_here_and_frame_the_connector_only() throws Exception {
        HttpResponse<String> page = outside.send("GET", "/?ticket=1&member=jdoe", "", Map.of());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .contains("frame-src " + outside.connector.address() + ";");
        assertThat(page.body()).doesNotContain("style=\"", "onclick", "http://", "https://");
    }

    @Test
    void everything_the_page_names_is_there() throws Exception {
        String page = outside.send("GET", "/", "", Map.of()).body();
        var files = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"")
                .matcher(page)
                .results()
                .map((MatchResult match) -> match.group(1))
                .distinct()
                .toList();

        assertThat(files).contains("/assets/sandbox.css", "/assets/sandbox.js");
        for (String file : files) {
            assertThat(outside.send("GET", file, "", Map.of()).statusCode())
                    .as(file)
                    .isEqualTo(200);
        }
        assertThat(outside.send("GET", "/assets/hosted-api.js", "", Map.of())
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .startsWith("text/javascript");
        assertThat(outside.send("GET", "/assets/other.js", "", Map.of()).statusCode())
                .isEqualTo(404);
        for (String id :
                new String[] {"pod", "notes", "phone-messages", "mail-messages", "ticket-summary", "acknowledged-events"
                }) {
            assertThat(page).contains("id=\"" + id + "\"");
        }
    }

    @Test
    void the_pod_is_the_registered_one_with_its_tokens_filled_in() throws Exception {
        assertThat(state("ticket=1").path("pod").isNull()).isTrue();
        outside.connectWise(
                "POST",
                "/system/connectwisehostedsetups",
                "{\"screenId\":4,\"description\":\"Countersign\",\"type\":\"Pod\",\"podHeight\":290,"
                        + "\"url\":\"http://localhost:8080/pod/connectwise/abc?id=[cw_id]&screen=[cw_screen]\"}");

        assertThat(state("ticket=3").path("pod"))
                .isEqualTo(Json.read(
                        "{\"url\":\"http://localhost:8080/pod/connectwise/abc?id=3&screen=ticket\",\"height\":290}"));
    }

    @Test
    void the_phone_and_mailbox_are_those_of_the_contact_unless_others_are_chosen() throws Exception {
        JsonNode state = state("ticket=1");
        assertThat(state.path("phone").asString("")).isEqualTo("+19075550187");
        assertThat(state.path("mailbox").asString("")).isEqualTo("sample.user@customer.example");
        assertThat(state("ticket=2").path("phone").isNull()).isTrue();

        outside.text("+12025550177", "hello");

        assertThat(state("ticket=2").path("phone").asString(""))
                .as("nobody on the ticket: the phone that was texted last")
                .isEqualTo("+12025550177");
        assertThat(state("ticket=1&phone=%2B12025550177").path("messages")).hasSize(1);
    }

    private JsonNode state(String query) throws Exception {
        return outside.controlled("GET", "/page/state?" + query, "");
    }
}
