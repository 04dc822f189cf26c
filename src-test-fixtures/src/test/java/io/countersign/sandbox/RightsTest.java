package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rights that were taken away, and registrations that were switched off, as the vendors show them. */
class RightsTest {
    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    @Test
    void without_a_right_connectwise_answers_403_and_without_that_for_companies_it_blanks_them() throws Exception {
        outside.controlled("PUT", "/connectwise/rights", "{\"missing\": [\"Contacts\", \"Company Maintenance\"]}");

        assertThat(outside.connectWise("GET", "/company/contacts", "").statusCode())
                .isEqualTo(403);
        assertThat(outside.connectWise("/service/tickets/1").path("company").isNull())
                .isTrue();

        outside.controlled("PUT", "/connectwise/rights", "{\"missing\": []}");
        assertThat(outside.connectWise("/company/contacts").isEmpty()).isFalse();
        assertThat(outside.control("PUT", "/connectwise/rights", "{\"missing\": [\"Everything\"]}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void what_an_autotask_user_may_not_see_is_left_out_and_what_it_may_not_make_is_refused() throws Exception {
        outside.controlled("PUT", "/autotask/rights", "{\"missing\": [\"Contacts\", \"Webhooks\"]}");
        String everything = "{\"filter\": [{\"op\": \"exist\", \"field\": \"id\"}]}";

        assertThat(outside.autotaskSaid("POST", "/Contacts/query", everything)
                        .path("items")
                        .isEmpty())
                .isTrue();
        assertThat(outside.autotask("GET", "/Contacts/1", "").statusCode()).isEqualTo(404);
        assertThat(outside.autotaskSaid("POST", "/Tickets/query", everything)
                        .path("items")
                        .isEmpty())
                .isFalse();
        var refused = outside.autotask("POST", "/TicketWebhooks", "{}");
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).contains("does not have the adequate permissions");
    }

    @Test
    void connectwise_switches_callbacks_off_without_a_word_and_shows_what_is_registered() throws Exception {
        String callback = """
                {"url": "%s/hook?recordId=", "objectId": 1, "type": "ticket", "level": "owner"}
                """.formatted(outside.connector.address());
        outside.connectWise("POST", "/system/callbacks", callback);

        assertThat(outside.controlled("POST", "/connectwise/switch-off", "{\"url\": \"/hook\"}")
                        .path("off")
                        .asInt(0))
                .isEqualTo(1);

        assertThat(outside.controlled("GET", "/connectwise/registrations", "")
                        .path("callbacks")
                        .path(0)
                        .path("inactiveFlag")
                        .asBoolean(false))
                .isTrue();
    }
}
