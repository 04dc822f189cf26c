package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FaultsTest {
    private static final String NOTE = "{\"text\":\"x\",\"internalAnalysisFlag\":true}";

    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    private void fault(String target, String wish) throws Exception {
        assertThat(outside.control("PUT", "/faults/" + target, wish).statusCode())
                .isEqualTo(200);
    }

    private int notes() throws Exception {
        return outside.controlled("GET", "/connectwise/tickets/1/notes", "").size();
    }

    @Test
    void a_status_meets_only_what_matches_and_only_so_often() throws Exception {
        fault(
                "connectwise",
                "{\"mode\":\"status\",\"status\":429,\"match\":\"POST notes\",\"times\":2,\"retryAfter\":7}");

        assertThat(outside.connectWise("GET", "/service/tickets/1/notes", "").statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = outside.connectWise("POST", "/service/tickets/1/notes", NOTE);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("7");
        assertThat(refused.body())
                .isEqualTo(
                        "{\"error\":\"ConnectWiseAPI\",\"message\":\"Too many requests. Please try again in 7 seconds.\"}");
        assertThat(outside.connectWise("POST", "/service/tickets/1/notes", NOTE).statusCode())
                .isEqualTo(429);
        assertThat(outside.connectWise("POST", "/service/tickets/1/notes", NOTE).statusCode())
                .isEqualTo(201);
        assertThat(notes()).isEqualTo(1);
        assertThat(outside.controlled("GET", "/counts", "")
                        .path("connectwise POST notes")
                        .asInt(0))
                .as("refused requests count too")
                .isEqualTo(3);
    }

    @Test
    void without_a_status_it_is_503_and_no_json() throws Exception {
        fault("connectwise", "{\"mode\":\"status\"}");
        fault("twilio", "{\"mode\":\"status\",\"status\":500}");

        HttpResponse<String> refused = outside.connectWise("GET", "/system/info", "");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(outside.text("+12025550123", "x").statusCode()).isEqualTo(500);
        fault("connectwise", "{\"mode\":\"ok\"}");
        assertThat(outside.connectWise("GET", "/system/info", "").statusCode()).isEqualTo(200);
    }

    @Test
    void accept_then_drop_does_the_work_and_says_nothing() throws Exception {
        fault("connectwise", "{\"mode\":\"accept-then-drop\",\"times\":1}");
        fault("twilio", "{\"mode\":\"accept-then-drop\",\"times\":1}");

        assertThatThrownBy(() -> outside.connectWise("POST", "/service/tickets/1/notes", NOTE))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> outside.text("+12025550123", "x")).isInstanceOf(IOException.class);

        assertThat(notes()).isEqualTo(1);
        assertThat(outside.controlled("GET", "/phones/+12025550123/messages", ""))
                .hasSize(1);
        assertThat(outside.connectWise("POST", "/service/tickets/1/notes", NOTE).statusCode())
                .isEqualTo(201);
    }

    @Test
    void a_reset_does_nothing_and_says_nothing() throws Exception {
        fault("connectwise", "{\"mode\":\"reset\",\"match\":\"POST notes\"}");

        assertThatThrownBy(() -> outside.connectWise("POST", "/service/tickets/1/notes", NOTE))
                .isInstanceOf(IOException.class);
        assertThat(notes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ok", "sandbox closed"})
    void a_timeout_lasts_until_somebody_ends_it(String end) throws Exception {
        fault("connectwise", "{\"mode\":\"timeout\"}");
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                // a POST: the JDK's client repeats a GET by itself when a kept connection is reset
                return outside.connectWise("POST", "/service/tickets/1/notes", NOTE)
                        .statusCode();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (outside.controlled("GET", "/counts", "").isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(waiting).isNotDone();

        if (end.equals("ok")) {
            fault("connectwise", "{\"mode\":\"ok\"}");
        } else {
            outside.sandbox.close();
        }

        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    }

    @Test
    void slow_takes_its_time_and_answers() throws Exception {
        fault("connectwise", "{\"mode\":\"slow\",\"delayMs\":150,\"times\":1}");
        long start = System.nanoTime();

        assertThat(outside.connectWise("GET", "/system/info", "").statusCode()).isEqualTo(200);

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(150);
    }

    @Test
    void the_vendors_do_not_share_their_faults() throws Exception {
        fault("twilio", "{\"mode\":\"status\",\"status\":429}");

        assertThat(outside.connectWise("GET", "/system/info", "").statusCode()).isEqualTo(200);
        assertThat(outside.text("+12025550123", "x").body()).contains("\"code\":20429");
    }

    @ParameterizedTest
    @CsvSource({"500,application/json", "403,application/json", "429,application/json", "503,text/html"})
    void autotask_refuses_in_its_own_words(int status, String type) throws Exception {
        fault(
                "autotask",
                "{\"mode\":\"status\",\"status\":" + status
                        + ",\"match\":\"GET tickets\",\"times\":1,\"retryAfter\":7}");

        HttpResponse<String> refused = outside.autotask("GET", "/Tickets/1", "");

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        assertThat(refused.headers().firstValue("Retry-After")).contains("7");
        if (type.endsWith("json")) {
            assertThat(Json.read(refused.body()).path("errors")).hasSize(1);
        }
        assertThat(outside.autotask("GET", "/Tickets/1", "").statusCode()).isEqualTo(200);
    }

    @Test
    void autotask_forgets_the_credentials_without_a_word() throws Exception {
        fault("autotask", "{\"mode\":\"status\",\"status\":401,\"times\":1}");

        HttpResponse<String> refused = outside.autotask("GET", "/Tickets/1", "");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).isEmpty();
    }

    @Test
    void a_note_at_autotask_is_left_and_the_answer_lost() throws Exception {
        fault("autotask", "{\"mode\":\"accept-then-drop\",\"match\":\"POST notes\",\"times\":1}");

        assertThatThrownBy(() -> outside.autotask(
                        "POST", "/Tickets/1/Notes", "{\"description\":\"x\",\"noteType\":3,\"publish\":2}"))
                .isInstanceOf(IOException.class);

        assertThat(outside.controlled("GET", "/autotask/tickets/1/notes", "")).hasSize(1);
    }
}
