package io.countersign.app.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** As much of JSON Schema as our document uses. A keyword that it does not know fails, so that nothing is believed to be checked that is not. */
final class Schema {
    private static final Set<String> WORDS = Set.of("description", "default");

    private final JsonNode document;

    Schema(JsonNode document) {
        this.document = document;
    }

    JsonNode resolved(JsonNode node) {
        JsonNode at = node;
        while (at.has("$ref")) {
            String to = at.path("$ref").asString();
            at = document.at(to.substring(1));
            if (at.isMissingNode()) {
                throw new AssertionError("the document has no " + to);
            }
        }
        return at;
    }

    /** What is wrong with the value; empty when it is as described. */
    List<String> mistakes(JsonNode schema, JsonNode value) {
        var mistakes = new ArrayList<String>();
        check(resolved(schema), value, "", mistakes);
        return mistakes;
    }

    private void check(JsonNode schema, JsonNode value, String where, List<String> mistakes) {
        for (var rule : schema.properties()) {
            JsonNode want = rule.getValue();
            boolean kept = switch (rule.getKey()) {
                case "type" ->
                    switch (want.asString()) {
                        case "object" -> value.isObject();
                        case "array" -> value.isArray();
                        case "string" -> value.isString();
                        case "boolean" -> value.isBoolean();
                        case "integer" -> value.isIntegralNumber();
                        default -> throw new AssertionError("type " + want);
                    };
                case "enum" -> want.valueStream().anyMatch(value::equals);
                case "pattern" ->
                    Pattern.compile(want.asString()).matcher(value.asString("")).find();
                case "format" -> !want.asString().equals("date-time") || isInstant(value.asString(""));
                case "minimum" -> value.asLong(Long.MIN_VALUE) >= want.asLong();
                case "maximum" -> value.asLong(Long.MAX_VALUE) <= want.asLong();
                case "minLength" -> value.asString("").length() >= want.asInt();
                case "maxLength" -> value.asString("").length() <= want.asInt();
                case "minItems" -> value.size() >= want.asInt();
                case "maxProperties" -> value.size() <= want.asInt();
                case "required" -> want.valueStream().allMatch(name -> value.has(name.asString()));
                case "properties" -> {
                    want.properties().forEach(field -> {
                        if (value.has(field.getKey())) {
                            check(
                                    resolved(field.getValue()),
                                    value.path(field.getKey()),
                                    where + "/" + field.getKey(),
                                    mistakes);
                        }
                    });
                    yield true;
                }
                case "additionalProperties" -> {
                    boolean none = true;
                    for (var field : value.properties()) {
                        if (!schema.path("properties").has(field.getKey())) {
                            none &= want.isObject();
                            if (want.isObject()) {
                                check(resolved(want), field.getValue(), where + "/" + field.getKey(), mistakes);
                            }
                        }
                    }
                    yield none;
                }
                case "items" -> {
                    int index = 0;
                    for (JsonNode item : value) {
                        check(resolved(want), item, where + "/" + index++, mistakes);
                    }
                    yield true;
                }
                case "anyOf" ->
                    want.valueStream().anyMatch(one -> mistakes(one, value).isEmpty());
                default -> {
                    if (!WORDS.contains(rule.getKey())) {
                        throw new AssertionError("the check does not know the keyword " + rule.getKey());
                    }
                    yield true;
                }
            };
            if (!kept) {
                mistakes.add((where.isEmpty() ? "/" : where) + " breaks " + rule.getKey() + " " + want);
            }
        }
    }

    private static boolean isInstant(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
