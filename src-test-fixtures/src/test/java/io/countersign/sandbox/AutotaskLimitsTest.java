package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class AutotaskLimitsTest {
    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    private CompletableFuture<HttpResponse<String>> meanwhile(String path) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return outside.autotask("GET", path, "");
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private JsonNode limits() throws Exception {
        return outside.controlled("GET", "/autotask/limits", "");
    }

    private void fault(String wish) throws Exception {
        assertThat(outside.control("PUT", "/faults/autotask", wish).statusCode())
                .isEqualTo(200);
    }

    /** So many reads of a ticket are in progress together, until the fault is cleared. */
    private List<CompletableFuture<HttpResponse<String>>> running(int requests) throws Exception {
        fault("{\"mode\":\"slow\",\"delayMs\":20000,\"match\":\"GET tickets\"}");
        var running = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < requests; i++) {
            running.add(meanwhile("/Tickets/1"));
        }
        while (limits().path("entities").path("tickets").path("most").asInt(0) < requests) {
            Thread.onSpinWait();
        }
        return running;
    }

    private static void allAnswered(List<CompletableFuture<HttpResponse<String>>> running) {
        assertThat(running)
                .allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
    }

    @Test
    void a_fourth_request_at_once_is_refused_with_500() throws Exception {
        var three = running(3);

        HttpResponse<String> fourth = outside.autotask("GET", "/Tickets/entityInformation/fields", "");

        assertThat(fourth.statusCode()).isEqualTo(500);
        assertThat(Json.read(fourth.body()).path("errors").path(0).asString(""))
                .contains("Itgenatr005", "thread threshold of 3 threads has been exceeded");
        fault("{\"mode\":\"ok\"}");
        allAnswered(three);
        assertThat(limits().path("entities")).isEqualTo(Json.read("{\"tickets\":{\"most\":3,\"refused\":1}}"));
        assertThat(outside.controlled("GET", "/counts", "")
                        .path("autotask GET tickets/entityinformation/fields")
                        .asInt(0))
                .as("refused requests count too")
                .isEqualTo(1);
    }

    @Test
    void entities_do_not_share_their_threads_and_the_zone_has_none() throws Exception {
        var three = running(3);

        var others = List.of(meanwhile("/Contacts/1"), meanwhile("/Companies/1"));
        HttpResponse<String> zone = outside.send(
                "GET", "/atservicesrest/v1.0/zoneInformation?user=countersign%40sandbox.example", "", Map.of());

        assertThat(zone.statusCode()).isEqualTo(200);
        allAnswered(others);
        fault("{\"mode\":\"ok\"}");
        allAnswered(three);
        assertThat(limits().path("entities").propertyNames())
                .containsExactlyInAnyOrder("tickets", "contacts", "companies");
    }

    @Test
    void a_thread_is_let_go_a_little_later_than_its_answer_arrives() throws Exception {
        var limits = new AutotaskLimits();

        Answer inside = limits.threaded(
                "tickets",
                () -> limits.threaded("tickets", () -> {
                    var done = limits.threaded("tickets", () -> Answer.empty(200));
                    assertThat(done.status()).isEqualTo(200);
                    return limits.threaded("tickets", () -> Answer.empty(200));
                }));

        assertThat(inside.status())
                .as("two run, the third has just been answered")
                .isEqualTo(500);
    }

    @Test
    void two_in_parallel_and_any_number_one_after_the_other_are_never_refused() {
        var limits = new AutotaskLimits();

        for (int i = 0; i < 1000; i++) {
            Answer second = limits.threaded("tickets", () -> limits.threaded("tickets", () -> Answer.empty(200)));
            assertThat(second.status()).isEqualTo(200);
        }
        assertThat(limits.asJson().path("entities")).isEqualTo(Json.read("{\"tickets\":{\"most\":2,\"refused\":0}}"));
    }

    @Test
    void the_hour_is_used_up_by_everybody_together() throws Exception {
        outside.controlled("PUT", "/autotask/limits", "{\"count\":9998}");

        assertThat(outside.autotaskSaid("GET", "/ThresholdInformation", ""))
                .isEqualTo(Json.read("{\"externalRequestThreshold\":10000,\"requestThresholdTimeframe\":60,"
                        + "\"currentTimeframeRequestCount\":9999}"));
        assertThat(outside.autotask("GET", "/Tickets/1", "").statusCode()).isEqualTo(200);
        HttpResponse<String> over = outside.autotask("GET", "/Tickets/1", "");
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(Json.read(over.body()).path("errors").path(0).asString("")).contains("10000");

        outside.controlled("PUT", "/autotask/limits", "{\"threshold\":10001}");
        assertThat(outside.autotask("GET", "/Tickets/1", "").statusCode()).isEqualTo(200);
        assertThat(limits().path("hour")).isEqualTo(Json.read("{\"count\":10001,\"threshold\":10001}"));
    }

    @Test
    void answers_take_as_long_as_was_asked_for() throws Exception {
        outside.controlled("PUT", "/autotask/limits", "{\"answerMillis\":150}");
        long start = System.nanoTime();

        assertThat(outside.autotask("GET", "/Tickets/1", "").statusCode()).isEqualTo(200);

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(150);
    }

    @Test
    void what_was_seen_can_be_forgotten() throws Exception {
        outside.autotask("GET", "/Tickets/1", "");
        outside.control("DELETE", "/autotask/limits", "");

        assertThat(limits().path("entities").path("tickets").path("most").asInt(0))
                .isZero();
    }
}
