package io.countersign.app.api;

import static io.countersign.app.api.Programs.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.api.Described.Operation;
import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Answer;
import io.countersign.trial.Connector.Raw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a program may send, made from the document: never a failure of ours, never an answer in another form. */
class BadInputTest {
    private static final List<String> NO_TEXTS = List.of(
            "\"a\\u0000b\"",
            "\"a\\u0007b\"",
            "\"a\\u202eb\"",
            "\"a\\u2066b\"",
            "\"a\\ud800b\"",
            "\"" + "x".repeat(100_000) + "\"");
    private static final List<String> OTHER_KINDS = List.of(
            "true",
            "[]",
            "[1]",
            "[null]",
            "{}",
            "{\"x\":{}}",
            "1.5",
            "-1",
            "0",
            "1e400",
            "9".repeat(30),
            "9".repeat(1_200),
            "\"text\"",
            "\"\"",
            "\" \"",
            "\"12\"");

    private final Connector connector = Connector.running();
    private final Programs programs = new Programs(connector);
    private final Described described = new Described(connector);
    private final JsonMapper json = JsonMapper.shared();
    private final JsonNode types = described.document().at("/components/schemas/ProblemType/enum");
    private String key = programs.allScopes();
    private int asked;

    /** A key has three hundred requests at once. */
    private Map<String, String> headers() {
        if (++asked % 250 == 0) {
            key = programs.allScopes();
        }
        return with(key);
    }

    private Answer bad(String verb, String path, @Nullable Object body) {
        var answer = connector.call(verb, path, body, headers());
        assertProblem(answer, verb + " " + path + " " + shortened(String.valueOf(body)));
        return answer;
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(200, text.length()));
    }

    private void assertProblem(Answer answer, String which) {
        assertThat(answer.status()).as("%s: %s", which, answer.text()).isBetween(400, 499);
        assertThat(Described.header(answer, "content-type")).as(which).startsWith("application/problem+json");
        assertThat(types.valueStream().map(JsonNode::asString).toList())
                .as(which)
                .contains(answer.at("/type"));
        assertThat(answer.at("/reference")).as(which).matches("[0-9a-f]{12}");
        assertThat(answer.body().path("status").asInt()).as(which).isEqualTo(answer.status());
    }

    private List<Operation> withBody() {
        return described.operations().stream().filter(Operation::takesBody).toList();
    }

    @Test
    void what_is_not_JSON_is_refused_everywhere() {
        var bodies = List.of(
                "{",
                "}",
                "nothing",
                "{\"a\":}",
                "[]",
                "[{}]",
                "1",
                "\"text\"",
                "{}{}",
                "{\"a\":1,}",
                "\u0000",
                "{\"typed\":\"1\",\"typed\":\"2\"}",
                "<xml/>",
                "{\"x\":" + "[".repeat(100_000),
                "[".repeat(60) + "]".repeat(60),
                "{\"x\":".repeat(60) + "1" + "}".repeat(60));
        for (var operation : withBody()) {
            for (String body : bodies) {
                bad(operation.verb(), operation.unknown(), body);
            }
        }
    }

    @Test
    void a_body_that_has_to_be_there_is_missed() {
        for (var operation : withBody()) {
            if (described
                    .resolved(operation.node().path("requestBody"))
                    .path("required")
                    .asBoolean()) {
                assertThat(bad(operation.verb(), operation.unknown(), "").status())
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void another_content_type_is_refused_everywhere() {
        for (var operation : withBody()) {
            for (String type : List.of(
                    "text/plain",
                    "application/xml",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=x",
                    "application/cbor")) {
                assertThat(bad(operation.verb(), operation.unknown(), new Raw(type, "{}"))
                                .status())
                        .isEqualTo(415);
            }
            bad(operation.verb(), operation.unknown(), new Raw("no type at all", "{}"));
        }
    }

    @Test
    void no_field_takes_another_kind_of_value_or_a_text_that_hides_something() {
        for (var operation : withBody()) {
            described.body(operation).path("properties").properties().forEach(field -> {
                var schema = described.resolved(field.getValue());
                var values = new ArrayList<String>();
                OTHER_KINDS.stream().filter(value -> !fits(schema, value)).forEach(values::add);
                if (schema.path("type").asString().equals("string")) {
                    values.addAll(NO_TEXTS);
                }
                if (schema.path("type").asString().equals("array")) {
                    values.addAll(List.of("[null]", "[{}]", "[\"a\\u0000\"]"));
                }
                if (schema.has("additionalProperties")
                        && schema.path("additionalProperties").isObject()) {
                    values.addAll(List.of(
                            "{\"change\":null}",
                            "{\"change\":{}}",
                            "{\"change\":{\"level\":null}}",
                            "{\"a\\u0000\":\"change\"}",
                            "{\"change\":[]}"));
                }
                for (String value : values) {
                    bad(operation.verb(), operation.unknown(), bodyWith(operation, field.getKey(), value));
                }
            });
        }
    }

    /** Whether the value is of the kind that is wanted, though it may still be refused. */
    private boolean fits(JsonNode schema, String value) {
        return switch (schema.path("type").asString()) {
            case "string" -> value.startsWith("\"");
            case "object" -> value.startsWith("{");
            case "array" -> value.startsWith("[");
            case "integer" -> value.equals("0") || value.equals("-1");
            default -> false;
        };
    }

    private String bodyWith(Operation operation, String field, String value) {
        var fields = new LinkedHashMap<String, String>();
        ((Map<?, ?>) OpenApiPlayTest.goodBody(operation))
                .forEach((name, good) -> fields.put(String.valueOf(name), json.writeValueAsString(good)));
        fields.put(field, value);
        return fields.entrySet().stream()
                .map(one -> json.writeValueAsString(one.getKey()) + ":" + one.getValue())
                .collect(java.util.stream.Collectors.joining(",", "{", "}"));
    }

    @Test
    void a_field_that_is_not_known_is_refused_and_the_known_ones_are_named() {
        for (var operation : withBody()) {
            var answer = bad(operation.verb(), operation.unknown(), "{\"installation\": \"another\"}");
            assertThat(answer.at("/type")).isEqualTo("urn:countersign:problem:unknown-field");
            described
                    .body(operation)
                    .path("properties")
                    .propertyNames()
                    .forEach(name -> assertThat(answer.at("/detail")).contains(name));
        }
    }

    @Test
    void a_body_above_the_bound_is_too_large_whether_it_says_so_or_not() {
        for (var operation : withBody()) {
            String large = "{\"x\": \"" + "y".repeat(300 * 1024) + "\"}";
            assertThat(bad(operation.verb(), operation.unknown(), large).status())
                    .isEqualTo(413);
            assertThat(bad(operation.verb(), operation.unknown(), new Raw("chunked", large))
                            .status())
                    .isIn(413, 400);
        }
    }

    @Test
    void a_verb_that_an_address_does_not_know_is_refused_and_the_known_ones_are_named() {
        var paths = new java.util.TreeMap<String, Set<String>>();
        described
                .operations()
                .forEach(operation -> paths.computeIfAbsent(operation.unknown(), unseen -> new java.util.TreeSet<>())
                        .add(operation.verb()));
        paths.forEach((path, known) -> {
            for (String verb : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
                if (!known.contains(verb)) {
                    var answer = bad(verb, path, "{}");
                    assertThat(answer.status()).isEqualTo(405);
                    assertThat(Described.header(answer, "allow").split(",")).containsAll(known);
                }
            }
            assertThat(connector.call("TRACE", path, null, headers()).status()).isBetween(400, 499);
        });
    }

    @Test
    void no_id_is_too_strange_to_be_refused() {
        var ids = List.of(
                "x",
                "x".repeat(5_000),
                "%00",
                "a%00b",
                "%0a",
                "%0d%0aSet-Cookie:x",
                "%e2%80%ae",
                "%ff%fe",
                "..%2f..",
                "%2e%2e",
                ";x=1",
                "-1",
                "0",
                "9".repeat(40),
                "1.5",
                "v_%27%20or%201=1--",
                "%F0%9F%98%80",
                "null",
                "*");
        for (var operation : described.operations()) {
            if (operation.onOneThing()) {
                for (String id : ids) {
                    bad(
                            operation.verb(),
                            operation.of(id),
                            operation.takesBody() ? OpenApiPlayTest.goodBody(operation) : null);
                }
            }
        }
    }

    @Test
    void no_parameter_is_too_strange_to_be_answered() {
        var values = List.of(
                "%00",
                "%0a",
                "%ff",
                "%e2%80%ae",
                "-1",
                "201",
                "9".repeat(40),
                "x".repeat(5_000),
                "%27",
                "1.5",
                "%F0%9F%98%80",
                "");
        for (var operation : described.operations()) {
            operation.node().path("parameters").forEach(parameter -> {
                var one = described.resolved(parameter);
                for (String value : values) {
                    if (one.path("in").asString().equals("query")) {
                        var answer = connector.call(
                                operation.verb(),
                                operation.path() + "?" + one.path("name").asString() + "=" + value,
                                null,
                                headers());
                        if (answer.status() != 200) {
                            assertProblem(answer, operation.name() + "?" + shortened(value));
                        }
                    }
                }
            });
        }
    }

    @Test
    void an_address_that_there_is_not_is_a_problem_too() {
        assertThat(bad("GET", "/api/v1/nothing", null).status()).isEqualTo(404);
        assertThat(bad("GET", "/api/v2/accounts", null).status()).isEqualTo(404);
        assertThat(bad("GET", "/", null).status()).isEqualTo(404);
        assertThat(bad("GET", "/actuator/health", null).status()).isEqualTo(404);
        assertThat(bad("GET", "/actuator", null).status()).isEqualTo(404);
        assertThat(bad("GET", "/api/v1/accounts/", null).status()).isEqualTo(404);
        assertThat(bad("GET", "/x".repeat(3_000), null).status()).isEqualTo(414);
        assertThat(connector.call("GET", "/api/v1/nothing", null, Map.of()).status())
                .isEqualTo(401);
    }

    @Test
    void nobody_who_wants_XML_gets_JSON_unannounced() {
        var headers = new LinkedHashMap<>(headers());
        headers.put("Accept", "application/xml");
        assertProblem(connector.call("GET", "/api/v1/policy", null, headers), "XML");
    }
}
