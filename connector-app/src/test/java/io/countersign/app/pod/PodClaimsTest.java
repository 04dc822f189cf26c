package io.countersign.app.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Claims to be a technician, as an outsider can send them who knows the pod's address. */
class PodClaimsTest {
    private final Connector connector = Connector.running();
    private final String pod =
            connector.sandbox("GET", "/page/state?ticket=1", null).at("/pod/url");

    private Map<String, String> claim() {
        String installation = pod.replaceFirst(".*/pod/connectwise/([^?]+).*", "$1");
        var auth = connector.sandbox("GET", "/connectwise/member-auth?memberId=jdoe", null);
        var claim = new LinkedHashMap<String, String>();
        claim.put("installation", installation);
        claim.put("ticket", "1");
        claim.put("companyId", auth.at("/companyid"));
        claim.put("memberId", auth.at("/memberid"));
        claim.put("memberHash", auth.at("/memberHash"));
        return claim;
    }

    private Map<String, String> claim(String name, String value) {
        var claim = claim();
        claim.put(name, value);
        return claim;
    }

    /** From an address that no other test comes from. */
    private HttpResponse<String> from(String address, Map<String, String> claim) {
        var request = HttpRequest.newBuilder(connector.world().connector().resolve("/pod/api/session"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(claim)))
                .build();
        try (var http = HttpClient.newBuilder()
                .localAddress(InetAddress.getByName(address))
                .build()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int asked() {
        return connector
                .sandbox("GET", "/counts", null)
                .body()
                .path("connectwise GET tickets")
                .asInt(0);
    }

    @Test
    void T07_an_outsider_who_claims_again_and_again_is_told_to_wait_and_the_psa_is_not_asked() {
        int before = asked();
        var answers = new ArrayList<HttpResponse<String>>();
        for (int i = 0; i < 30; i++) {
            answers.add(from("127.0.0.66", claim("memberHash", "made-up-" + i)));
        }

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(403, 429);
        var refused =
                answers.stream().filter(answer -> answer.statusCode() == 429).toList();
        assertThat(refused).hasSizeGreaterThan(15).allSatisfy(answer -> {
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isBetween(1L, 60L);
            assertThat(answer.body()).contains("urn:countersign:problem:too-many-claims");
        });
        assertThat(asked() - before).isLessThan(15);
        assertThat(from("127.0.0.67", claim()).statusCode())
                .as("a technician elsewhere")
                .isEqualTo(200);
    }

    @Test
    void each_refusal_has_its_status() {
        assertThat(List.of(
                        from("127.0.0.68", claim("installation", "AAAAAAAAAAAAAAAAAAAAAA")),
                        from("127.0.0.68", claim("ticket", "new")),
                        from("127.0.0.68", Map.of("installation", String.valueOf(claim().get("installation")))),
                        from("127.0.0.68", claim("memberHash", "made-up"))))
                .extracting(HttpResponse::statusCode)
                .containsExactly(404, 400, 400, 403);
    }
}
