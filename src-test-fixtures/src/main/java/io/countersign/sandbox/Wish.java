package io.countersign.sandbox;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What somebody sent to the control API, read strictly: a misspelt field is refused, not skipped. */
record Wish(JsonNode json) {
    Wish(JsonNode json, Set<String> fields) {
        this(json);
        if (!json.isObject()) {
            throw Refusal.because("The body must be a JSON object.");
        }
        var unknown = new TreeSet<>(json.propertyNames());
        unknown.removeAll(fields);
        if (!unknown.isEmpty()) {
            throw Refusal.because("Unknown field " + unknown.first() + "; known are "
                    + String.join(", ", new TreeSet<>(fields)) + ".");
        }
    }

    static Wish of(Call call, String... fields) {
        return new Wish(body(call), Set.of(fields));
    }

    static JsonNode body(Call call) {
        try {
            return Json.read(call.body());
        } catch (JacksonException e) {
            throw Refusal.because("The body must be a JSON object.");
        }
    }

    boolean has(String field) {
        return json.has(field);
    }

    String text(String field) {
        String text = optionalText(field);
        if (text == null) {
            throw Refusal.because(field + " is required.");
        }
        return text;
    }

    @Nullable
    String optionalText(String field) {
        JsonNode node = json.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isString() || node.stringValue().isBlank()) {
            throw Refusal.because(field + " must be a text that is not blank.");
        }
        return node.stringValue();
    }

    int number(String field) {
        Integer number = optionalNumber(field, 1, Integer.MAX_VALUE);
        if (number == null) {
            throw Refusal.because(field + " is required.");
        }
        return number;
    }

    @Nullable
    Integer optionalNumber(String field, int least, int most) {
        JsonNode node = json.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least || node.intValue() > most) {
            throw Refusal.because(field + " must be a whole number between " + least + " and " + most + ".");
        }
        return node.intValue();
    }

    @Nullable
    Boolean optionalFlag(String field) {
        JsonNode node = json.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isBoolean()) {
            throw Refusal.because(field + " must be true or false.");
        }
        return node.booleanValue();
    }
}
