package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConnectWiseConditionsTest {
    private static final JsonNode TICKET = Json.read("{\"id\":5,\"summary\":\"Locked out [vip]\",\"closedFlag\":false,"
            + "\"board\":{\"id\":2,\"name\":\"Alerts\"},\"at\":\"2026-11-22T10:00:00Z\",\"phone\":\"(813) 935-7100\"}");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id = 5",
                "id=5 and closedFlag=false",
                "id = 6 or board/id = 2",
                "summary contains \"LOCKED\"",
                "summary contains 'out'",
                "not summary contains \"printer\"",
                "summary not contains \"printer\"",
                "summary like \"%out%\"",
                "summary like \"Locked*\"",
                "summary like \"%[[]vip]\"",
                "phone like \"%813%935%7100%\"",
                "phone like \"*813*935*7100*\"",
                "board/id in (1, 2, 3)",
                "board/id not in (1,3)",
                "board/name = \"alerts\"",
                "at > [2026-11-22T09:59:59Z]",
                "at >= [2026-11-22T10:00:00Z] and at < [2026-11-22T10:00:01Z]",
                "contact = null",
                "contact/id = null and id != null",
                "customerUpdatedFlag = false",
                "(id = 1 or id = 5) and (board/id != 1)",
                "id = 1 and id = 2 or id = 5"
            })
    void these_mean_the_ticket(String conditions) throws Exception {
        assertThat(holds(conditions)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id = 6",
                "closedFlag = true",
                "phone like \"%8139357100%\"",
                "summary = \"Locked\"",
                "at > [2026-11-22T10:00:00Z]",
                "contact/id = 1",
                "contact/id > 0",
                "id = 5 and board/id = 1"
            })
    void these_do_not(String conditions) throws Exception {
        assertThat(holds(conditions)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "summary = Locked",
                "id = ",
                "id == 5",
                "(id = 5",
                "id = 5)",
                "id = 5 board/id = 2",
                "at > [yesterday]",
                "summary contains \"it",
                "id in 5",
                "id = 5; id = 6",
                "and"
            })
    void these_cannot_be_read(String conditions) {
        assertThatThrownBy(() -> holds(conditions)).isInstanceOf(ConnectWiseConditions.Unreadable.class);
    }

    @Test
    void the_fields_that_are_asked_for_can_be_told() throws Exception {
        assertThat(ConnectWiseConditions.parse("id = 5 and board/name = \"x\"").paths())
                .containsExactly("id", "board/name");
    }

    private static boolean holds(String conditions) throws ConnectWiseConditions.Unreadable {
        return ConnectWiseConditions.parse(conditions).condition().holds(path -> {
            JsonNode node = TICKET;
            for (String part : path.split("/", -1)) {
                node = node.path(part);
            }
            return node;
        });
    }
}
