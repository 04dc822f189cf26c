package io.countersign.app.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import io.countersign.trial.Secrets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the operator reads holds nothing about anybody. The same watch stands over every test class. */
class SecretsInLogsTest {
    private final Connector connector = Connector.running();

    @Test
    void neither_a_log_line_nor_a_metric_holds_what_a_verification_used() throws Exception {
        var person = connector.somebody();
        String id = connector.open(person, "sms+email");
        String code = connector.codeBySms(person.number(), 1);
        connector.codeByMail(person.mail());
        connector.enter(id, Connector.wrong(code, 1));
        connector.enter(id, code);
        connector.note(person.ticket());
        connector.post("/api/v1/verifications", Map.of("to", person.number(), "unknown", person.mail()));
        connector.call("GET", "/api/v1/accounts?after=" + code, null, Map.of("Authorization", "Bearer nobody's"));

        assertThat(Secrets.found()).isEmpty();
        try (var http = HttpClient.newHttpClient()) {
            var metrics = http.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + connector.managementPort() + "/actuator/prometheus"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(metrics.statusCode()).as(metrics.body()).isEqualTo(200);
            assertThat(metrics.body()).contains("http_server_requests");
            // names and tags; a figure may look like anything
            assertThat(metrics.body().lines().map(line -> line.replaceAll(" [^ ]*$", "")))
                    .noneMatch(Secrets::holdsSecret);
        }
    }

    @Test
    void the_watch_sees_a_code_a_number_and_an_address_in_a_line() {
        Secrets.ofAll("918273", "+12015550199", "watched@customer.example");
        var log = LoggerFactory.getLogger("io.countersign.somewhere");
        assertThat(Secrets.holdsSecret("sent 918273 to somebody")).isTrue();
        assertThat(Secrets.holdsSecret("to 2015550199")).isTrue();
        assertThat(Secrets.holdsSecret("<watched@customer.example>")).isTrue();
        assertThat(Secrets.holdsSecret("at 12:00:00.918273 by v_918273abc")).isFalse();
        int before = Secrets.found().size();
        log.info("nothing in here");
        assertThat(Secrets.found()).hasSize(before);
    }
}
