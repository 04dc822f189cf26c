package io.countersign.sandbox;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Queries as the vendor reads them: filters, included fields and pages (sheet 2). */
final class AutotaskQueries {
    private static final int LARGEST_PAGE = 500;
    private static final int MOST_ALTERNATIVES = 500;

    private static final Set<String> TEXT_TESTS = Set.of("beginsWith", "endsWith", "contains");

    private static final Map<String, BiPredicate<Key, Key>> COMPARISONS = Map.of(
            "eq", (value, wanted) -> value.compareTo(wanted) == 0,
            "noteq", (value, wanted) -> value.compareTo(wanted) != 0,
            "gt", (value, wanted) -> value.compareTo(wanted) > 0,
            "gte", (value, wanted) -> value.compareTo(wanted) >= 0,
            "lt", (value, wanted) -> value.compareTo(wanted) < 0,
            "lte", (value, wanted) -> value.compareTo(wanted) <= 0,
            "beginsWith", (value, wanted) -> value.text.startsWith(wanted.text),
            "endsWith", (value, wanted) -> value.text.endsWith(wanted.text),
            "contains", (value, wanted) -> value.text.contains(wanted.text));

    private AutotaskQueries() {}

    /** A number, a time or a flag as a number; a text as the vendor's database compares it, without regard to case. */
    private record Key(BigDecimal number, String text) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::number).thenComparing(Key::text);

        static Key of(BigDecimal number) {
            return new Key(number, "");
        }

        static Key of(String text) {
            return new Key(BigDecimal.ZERO, text.toLowerCase(Locale.ROOT));
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** @param base where the addresses of other pages begin, with a slash at the end */
    static Answer answer(Call call, String base, AutotaskEntity entity) {
        JsonNode query = query(call);
        List<ObjectNode> found = found(entity, query);
        Collection<String> wanted = wanted(entity, query);
        if (found.size() > LARGEST_PAGE && !wanted.contains("id")) {
            throw AutotaskRefusals.because("IncludeFields must have id where a query finds more than 500 records.");
        }
        int size = size(query);
        int page = page(call);
        int from = (int) Math.min(found.size(), (page - 1L) * size);
        int to = Math.min(found.size(), from + size);
        ArrayNode items = Json.array();
        found.subList(from, to).forEach(row -> items.add(entity.shown(row, wanted)));
        return envelope(
                items,
                size,
                page > 1 ? address(call, base, entity, page - 1) : null,
                to < found.size() ? address(call, base, entity, page + 1) : null);
    }

    static Answer count(Call call, AutotaskEntity entity) {
        return Answer.json(
                Json.object().put("queryCount", found(entity, query(call)).size()));
    }

    /** The children of one record, all on one page. */
    static Answer children(AutotaskEntity entity, Predicate<ObjectNode> wanted) {
        ArrayNode items = Json.array();
        entity.table().all().stream().filter(wanted).forEach(row -> items.add(entity.shown(row)));
        return envelope(items, LARGEST_PAGE, null, null);
    }

    private static Answer envelope(
            ArrayNode items, int requested, @Nullable String previousPage, @Nullable String nextPage) {
        ObjectNode json = Json.object();
        json.set("items", items);
        json.putObject("pageDetails")
                .put("count", items.size())
                .put("requestCount", requested)
                .put("prevPageUrl", previousPage)
                .put("nextPageUrl", nextPage);
        return Answer.json(json);
    }

    private static JsonNode query(Call call) {
        String text = call.method().equals("GET") ? call.query().get("search") : call.body();
        try {
            JsonNode query = text == null ? MissingNode.getInstance() : Json.read(text);
            if (query.isObject()) {
                return query;
            }
        } catch (JacksonException e) {
            // refused below
        }
        throw AutotaskRefusals.because("The search of the query is missing or cannot be read as JSON.");
    }

    private static List<ObjectNode> found(AutotaskEntity entity, JsonNode query) {
        JsonNode filter = at(query, "filter");
        if (!filter.isArray() || filter.isEmpty()) {
            throw AutotaskRefusals.because("The filter of the query is required and must not be empty.");
        }
        Predicate<ObjectNode> test =
                all(entity, filter).stream().reduce(Predicate::and).orElseThrow();
        return entity.table().all().stream().filter(test).toList();
    }

    private static List<Predicate<ObjectNode>> all(AutotaskEntity entity, JsonNode filters) {
        var tests = new ArrayList<Predicate<ObjectNode>>();
        for (JsonNode filter : filters) {
            tests.add(test(entity, filter));
        }
        return tests;
    }

    private static Predicate<ObjectNode> test(AutotaskEntity entity, JsonNode filter) {
        String op = at(filter, "op").asString("");
        return switch (op) {
            case "and" -> items(entity, filter).stream().reduce(Predicate::and).orElseThrow();
            case "or" -> items(entity, filter).stream().reduce(Predicate::or).orElseThrow();
            case "exist", "notExist" -> {
                String field = field(entity, filter);
                yield row -> (key(entity, field, row) != null) == op.equals("exist");
            }
            case "in", "notIn" -> {
                String field = field(entity, filter);
                JsonNode values = at(filter, "value");
                if (!values.isArray() || values.isEmpty()) {
                    throw AutotaskRefusals.because("The operator " + op + " needs an array of values.");
                }
                notTooMany(values);
                var wanted = new ArrayList<Key>();
                values.forEach(value -> wanted.add(wanted(entity, field, value)));
                yield row -> {
                    Key value = key(entity, field, row);
                    return value != null
                            && wanted.stream().anyMatch(one -> one.compareTo(value) == 0) == op.equals("in");
                };
            }
            default -> {
                BiPredicate<Key, Key> comparison = COMPARISONS.get(op);
                if (comparison == null) {
                    throw AutotaskRefusals.because("The operator '" + op + "' is not a valid operator.");
                }
                String field = field(entity, filter);
                if (TEXT_TESTS.contains(op) && !entity.type(field).equals("string")) {
                    throw AutotaskRefusals.because("The operator " + op + " cannot be used on " + field + ".");
                }
                Key wanted = wanted(entity, field, at(filter, "value"));
                yield row -> {
                    // as in the vendor's database, an empty field compares with nothing
                    Key value = key(entity, field, row);
                    return value != null && comparison.test(value, wanted);
                };
            }
        };
    }

    private static List<Predicate<ObjectNode>> items(AutotaskEntity entity, JsonNode filter) {
        JsonNode items = at(filter, "items");
        if (!items.isArray() || items.isEmpty()) {
            throw AutotaskRefusals.because("The operators and and or need items.");
        }
        notTooMany(items);
        return all(entity, items);
    }

    private static void notTooMany(JsonNode alternatives) {
        if (alternatives.size() > MOST_ALTERNATIVES) {
            throw AutotaskRefusals.because("A query has at most " + MOST_ALTERNATIVES + " conditions.");
        }
    }

    private static String field(AutotaskEntity entity, JsonNode filter) {
        String wanted = at(filter, "field").asString("");
        String field = entity.field(wanted);
        if (field == null || at(filter, "udf").asBoolean(false)) {
            throw entity.unknown(wanted);
        }
        if (!entity.definition(field).path("isQueryable").asBoolean(true)) {
            throw AutotaskRefusals.because("The field " + field + " cannot be queried.");
        }
        return field;
    }

    private static @Nullable Key key(AutotaskEntity entity, String field, ObjectNode row) {
        JsonNode value = row.path(field);
        return value.isMissingNode() || value.isNull() ? null : wanted(entity, field, value);
    }

    private static Key wanted(AutotaskEntity entity, String field, JsonNode value) {
        Key key = switch (entity.type(field)) {
            case "integer", "long", "double" -> number(field, value);
            case "boolean" -> value.isBoolean() ? flag(value) : null;
            case "datetime" -> value.isString() ? time(value.stringValue()) : null;
            default -> value.isValueNode() && !value.isNull() ? Key.of(value.asString("")) : null;
        };
        if (key == null) {
            throw AutotaskRefusals.because("Conversion failed when converting the "
                    + (value.isString() ? "varchar value '" + value.stringValue() + "'" : "value") + " to data type of "
                    + field + ".");
        }
        return key;
    }

    private static @Nullable Key number(String field, JsonNode value) {
        if (value.isBoolean()) {
            return field.equals("isActive") ? flag(value) : null; // a number on contacts, asked for as a flag (sheet 5)
        }
        try {
            return value.isNumber() || value.isString() ? Key.of(new BigDecimal(value.asString(""))) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Key flag(JsonNode value) {
        return Key.of(value.booleanValue() ? BigDecimal.ONE : BigDecimal.ZERO);
    }

    private static @Nullable Key time(String text) {
        Instant time = AutotaskEntity.instant(text);
        return time == null
                ? null
                : Key.of(BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9)));
    }

    private static Collection<String> wanted(AutotaskEntity entity, JsonNode query) {
        JsonNode include = at(query, "includeFields");
        if (!include.isArray() || include.isEmpty()) {
            return entity.fields().propertyNames();
        }
        var wanted = new LinkedHashSet<String>();
        for (JsonNode name : include) {
            String field = entity.field(name.asString(""));
            if (field == null) {
                throw entity.unknown(name.asString(""));
            }
            wanted.add(field);
        }
        return wanted;
    }

    /** Refused outside its limits, not clamped. */
    private static int size(JsonNode query) {
        JsonNode size = at(query, "maxRecords");
        if (size.isMissingNode() || size.isNull()) {
            return LARGEST_PAGE;
        }
        if (!size.isIntegralNumber() || size.asInt(0) < 1 || size.asInt(0) > LARGEST_PAGE) {
            throw AutotaskRefusals.because("MaxRecords must be between 1 and " + LARGEST_PAGE + ".");
        }
        return size.asInt(0);
    }

    private static int page(Call call) {
        String paging = call.query().get("paging");
        if (paging == null) {
            return 1;
        }
        try {
            int page = Json.read(paging).path("page").asInt(0);
            if (page > 0) {
                return page;
            }
        } catch (JacksonException e) {
            // refused below
        }
        throw AutotaskRefusals.because("The paging of the query cannot be read.");
    }

    /** Absolute; whoever posted its query posts it there again. */
    private static String address(Call call, String base, AutotaskEntity entity, int page) {
        String search = call.query().get("search");
        return base + "v1.0/" + entity.name() + "/query/next?paging="
                + encoded(Json.write(Json.object().put("page", page)))
                + (search == null ? "" : "&search=" + encoded(search));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Names are read in any case. */
    static JsonNode at(JsonNode object, String name) {
        for (var property : object.properties()) {
            if (property.getKey().equalsIgnoreCase(name)) {
                return property.getValue();
            }
        }
        return MissingNode.getInstance();
    }
}
