package io.countersign.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The interface as its document describes it. Checks each answer, and remembers which ones came. */
final class Described {
    private static final Set<String> VERBS = Set.of("get", "put", "post", "delete", "patch");
    /** Of the right shape, and nobody's. */
    static final String NOBODY = "a_0000000000000000000000";

    static final String NOTHING = "v_0000000000000000000000";

    private final JsonNode document;
    private final Schema schema;
    private final Connector connector;
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    /** One operation. */
    record Operation(String verb, String path, JsonNode node) {
        String name() {
            return verb + " " + path;
        }

        boolean needsKey() {
            return !node.has("security");
        }

        String scope() {
            return node.path("x-scope").asString("");
        }

        boolean takesBody() {
            return node.has("requestBody");
        }

        boolean onOneThing() {
            return path.contains("{");
        }

        /** With ids that are nobody's. */
        String unknown() {
            return path.replace("{ticketId}", "999999").replace("{id}", path.contains("accounts") ? NOBODY : NOTHING);
        }

        String of(String id) {
            return path.replaceAll("\\{[a-zA-Z]+}", id);
        }
    }

    Described(Connector connector) {
        this.connector = connector;
        this.document =
                connector.call("GET", "/api/v1/openapi.json", null, Map.of()).body();
        this.schema = new Schema(document);
    }

    JsonNode document() {
        return document;
    }

    List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(field -> VERBS.contains(field.getKey()))
                        .forEach(field -> operations.add(new Operation(
                                field.getKey().toUpperCase(Locale.ROOT), path.getKey(), field.getValue()))));
        return operations;
    }

    Operation operation(String name) {
        return operations().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not described: " + name));
    }

    /** The schema of an operation's body. */
    JsonNode body(Operation operation) {
        return schema.resolved(
                schema.resolved(operation.node().path("requestBody")).at("/content/application~1json/schema"));
    }

    JsonNode resolved(JsonNode node) {
        return schema.resolved(node);
    }

    Answer play(Operation operation, String path, @Nullable Object body, Map<String, String> headers) {
        return check(operation, connector.call(operation.verb(), path, body, headers));
    }

    /** The answer, after it was held against the document. */
    Answer check(Operation operation, Answer answer) {
        String which = operation.name() + " → " + answer.status();
        JsonNode response = schema.resolved(operation.node().path("responses").path(Integer.toString(answer.status())));
        assertThat(response.isMissingNode())
                .as("%s is not described; it says %s", which, answer.text())
                .isFalse();
        var content = response.path("content").properties().stream().findFirst();
        if (content.isEmpty()) {
            assertThat(answer.text()).as(which).isEmpty();
        } else {
            assertThat(header(answer, "content-type"))
                    .as(which)
                    .startsWith(content.get().getKey());
            assertThat(schema.mistakes(content.get().getValue().path("schema"), answer.body()))
                    .as("%s: %s", which, answer.text())
                    .isEmpty();
        }
        response.path("headers").properties().forEach(header -> {
            var described = schema.resolved(header.getValue());
            if (described.path("required").asBoolean()) {
                assertThat(header(answer, header.getKey()))
                        .as("%s: %s", which, header.getKey())
                        .matches("[1-9][0-9]*");
            }
        });
        seen.add(which);
        return answer;
    }

    static String header(Answer answer, String name) {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(answer.headers());
        return headers.getOrDefault(name, List.of("")).getFirst();
    }

    /** What the document promises and no play has shown. */
    Set<String> neverSeen() {
        var never = new TreeSet<String>();
        for (var operation : operations()) {
            operation
                    .node()
                    .path("responses")
                    .propertyNames()
                    .forEach(status -> never.add(operation.name() + " → " + status));
        }
        never.removeAll(seen);
        return never;
    }
}
