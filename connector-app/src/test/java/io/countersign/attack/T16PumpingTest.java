package io.countersign.attack;

import static io.countersign.attack.Attack.CONNECTOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.api.Programs;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.policy.Limits;
import io.countersign.policy.Policy;
import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Answer;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Somebody has texts sent to numbers of which each text earns them money. */
class T16PumpingTest {
    @Test
    void t16_a_country_from_which_hardly_any_right_code_comes_gets_no_more_texts_and_mail_still_works() {
        var programs = new Programs(CONNECTOR);
        var tenant = programs.another();
        // as shipped, but for what would refuse so many texts first
        CONNECTOR
                .bean(PostgresPolicies.class)
                .change(
                        tenant,
                        Policy.STARTER.withLimits(new Limits(
                                3,
                                5,
                                6,
                                Limits.SHIPPED.codeLife(),
                                100,
                                3,
                                200,
                                200,
                                200,
                                Limits.SHIPPED.leastRightPercent())),
                        "test");
        var theirs = Programs.with(programs.key(tenant, EnumSet.allOf(Scope.class)));
        for (int n = 0; n < 50; n++) {
            String number = CONNECTOR.newNumber();
            var opened = toAnybody(theirs, number);
            assertThat(opened.status()).as(opened.text()).isEqualTo(201);
            sent(theirs, opened.at("/id"));
            CONNECTOR.call("POST", "/api/v1/verifications/" + opened.at("/id") + "/deny", null, theirs);
        }

        var refused = toAnybody(theirs, CONNECTOR.newNumber());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.at("/limit")).isEqualTo("TEXTS_TO_COUNTRY");
        String account = account(theirs);
        assertThat(CONNECTOR
                        .call("POST", "/api/v1/verifications", Map.of("accountId", account, "method", "email"), theirs)
                        .status())
                .isEqualTo(201);
    }

    /** Until the story says that the text went out. */
    private static void sent(Map<String, String> theirs, String id) {
        Connector.eventually(() -> CONNECTOR
                .call("GET", "/api/v1/verifications/" + id, null, theirs)
                .body()
                .path("events")
                .valueStream()
                .filter(event -> event.path("type").asString().equals("code-sent"))
                .findFirst());
    }

    private static Answer toAnybody(Map<String, String> theirs, String number) {
        String account = CONNECTOR
                .call(
                        "POST",
                        "/api/v1/accounts",
                        Map.of("name", "Owner of " + number, "customer", "other", "mobile", number),
                        theirs)
                .at("/id");
        return CONNECTOR.call("POST", "/api/v1/verifications", Map.of("accountId", account, "method", "sms"), theirs);
    }

    private static String account(Map<String, String> theirs) {
        return CONNECTOR
                .call(
                        "POST",
                        "/api/v1/accounts",
                        Map.of("name", "Honest Reader", "customer", "other", "email", CONNECTOR.newMail()),
                        theirs)
                .at("/id");
    }
}
