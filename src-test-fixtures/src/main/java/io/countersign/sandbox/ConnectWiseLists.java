package io.countersign.sandbox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists as the vendor serves them: conditions, order, fields and pages (sheet 1.4 and 1.5). */
final class ConnectWiseLists {
    private static final int DEFAULT_SIZE = 25;
    private static final int LARGEST_SIZE = 1000;

    /** Reachable by childConditions and customFieldConditions only; as a plain condition they are refused. */
    private static final Set<String> ARRAYS =
            Set.of("communicationItems", "types", "customFields", "integratorTags", "licenseBits");

    /** Stand inside {@code _info} but are asked for by their bare name. */
    private static final Set<String> STAMPS = Set.of("lastUpdated", "updatedBy", "dateEntered", "enteredBy");

    private static final JsonNode FIELDS = Json.read(Payload.text("connectwise/field-names.json"));

    private ConnectWiseLists() {}

    /** @param origin of the links to other pages */
    static Answer answer(Call call, String origin, String kind, Collection<ObjectNode> records) {
        List<ObjectNode> found = found(call.query(), kind, records);
        Map<String, String> query = call.query();
        int size = Math.min(number(query, "pageSize", DEFAULT_SIZE), LARGEST_SIZE);
        String links;
        List<ObjectNode> page;
        if ("forward-only".equalsIgnoreCase(call.header("pagination-type"))) {
            if (query.containsKey("orderBy")) {
                throw refused("orderBy cannot be used with forward-only pagination");
            }
            int after = number(query, "pageId", 0);
            page = found.stream()
                    .filter(record -> record.path("id").asInt(0) > after)
                    .sorted(Comparator.comparingInt(record -> record.path("id").asInt(0)))
                    .limit(size)
                    .toList();
            int last = page.isEmpty() ? after : page.getLast().path("id").asInt(0);
            links = link(call, origin, "pageId", last, "next"); // always there: the reader stops at a short page
        } else {
            int number = number(query, "page", 1);
            int pages = Math.max(1, (found.size() + size - 1) / size);
            int from = Math.min(found.size(), Math.multiplyExact(number - 1, size));
            page = found.subList(from, Math.min(found.size(), from + size));
            var parts = new ArrayList<String>();
            if (number < pages) {
                parts.add(link(call, origin, "page", number + 1, "next"));
                parts.add(link(call, origin, "page", pages, "last"));
            }
            if (number > 1) {
                parts.add(link(call, origin, "page", 1, "first"));
                parts.add(link(call, origin, "page", number - 1, "prev"));
            }
            links = String.join(", ", parts);
        }
        ArrayNode body = Json.array();
        page.forEach(record -> body.add(fields(record, query.get("fields"))));
        Answer answer = Answer.json(body);
        return links.isEmpty() ? answer : answer.with("Link", links);
    }

    static Answer count(Call call, String kind, Collection<ObjectNode> records) {
        return Answer.json(
                Json.object().put("count", found(call.query(), kind, records).size()));
    }

    private static List<ObjectNode> found(Map<String, String> query, String kind, Collection<ObjectNode> records) {
        var found = new ArrayList<>(records);
        String conditions = query.get("conditions");
        if (conditions != null && !conditions.isBlank()) {
            var parsed = parsed(conditions);
            for (String path : parsed.paths()) {
                mustBeKnown(kind, path);
                if (ARRAYS.contains(root(path))) {
                    throw refused(path + " is an array; use childConditions or customFieldConditions");
                }
            }
            found.removeIf(record -> !parsed.condition().holds(path -> value(record, path)));
        }
        for (String name : List.of("childConditions", "customFieldConditions")) {
            String children = query.get(name);
            if (children != null && !children.isBlank()) {
                var parsed = parsed(children);
                String array = name.equals("customFieldConditions")
                        ? "customFields"
                        : root(parsed.paths().getFirst());
                found.removeIf(record -> !hasChild(record, array, parsed));
            }
        }
        String order = query.get("orderBy");
        if (order != null && !order.isBlank()) {
            found.sort(order(kind, order));
        }
        return found;
    }

    /** All conditions must hold for one and the same element. */
    private static boolean hasChild(ObjectNode record, String array, ConnectWiseConditions.Parsed parsed) {
        for (JsonNode child : record.path(array)) {
            if (parsed.condition()
                    .holds(path ->
                            value(child, path.startsWith(array + "/") ? path.substring(array.length() + 1) : path))) {
                return true;
            }
        }
        return false;
    }

    private static ConnectWiseConditions.Parsed parsed(String conditions) {
        try {
            return ConnectWiseConditions.parse(conditions);
        } catch (ConnectWiseConditions.Unreadable e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static Comparator<ObjectNode> order(String kind, String text) {
        var comparators = new ArrayList<Comparator<ObjectNode>>();
        for (String part : text.split(",", -1)) {
            List<String> words = List.of(part.strip().split("\\s+", -1));
            String path = words.getFirst();
            mustBeKnown(kind, path);
            Comparator<ObjectNode> next = (a, b) -> compare(value(a, path), value(b, path));
            boolean descending = words.size() > 1 && words.get(1).equalsIgnoreCase("desc");
            comparators.add(descending ? next.reversed() : next);
        }
        return comparators.stream().reduce(Comparator::thenComparing).orElseThrow();
    }

    private static int compare(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        return text(a).compareTo(text(b));
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? "" : node.asString("").toLowerCase(Locale.ROOT);
    }

    /** A field that the model does not have is refused: a misspelt one would otherwise find nothing, quietly. */
    private static void mustBeKnown(String kind, String path) {
        String root = root(path);
        if (STAMPS.contains(root) || root.equals("_info")) {
            return;
        }
        for (JsonNode name : FIELDS.path(kind)) {
            if (name.stringValue().equals(root)) {
                return;
            }
        }
        throw refused("'" + root + "' is not a field of " + kind);
    }

    static boolean knows(String kind, String field) {
        for (JsonNode name : FIELDS.path(kind)) {
            if (name.stringValue().equals(field)) {
                return true;
            }
        }
        return false;
    }

    private static String root(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    private static JsonNode value(JsonNode record, String path) {
        if (STAMPS.contains(path)) {
            return record.path("_info").path(path);
        }
        JsonNode node = record;
        for (String part : path.split("/", -1)) {
            node = node.path(part);
        }
        return node;
    }

    /** Only the named fields, e.g. {@code id,summary,contact/id}. */
    static ObjectNode fields(ObjectNode record, @Nullable String fields) {
        if (fields == null || fields.isBlank()) {
            return record;
        }
        ObjectNode partial = Json.object();
        for (String field : fields.split(",", -1)) {
            copy(record, partial, field.strip().split("/", -1), 0);
        }
        return partial;
    }

    private static void copy(JsonNode from, ObjectNode to, String[] path, int depth) {
        JsonNode value = from.path(path[depth]);
        if (value.isMissingNode()) {
            return;
        }
        if (depth == path.length - 1) {
            to.set(path[depth], value);
        } else if (value.isObject()) {
            ObjectNode inner = to.get(path[depth]) instanceof ObjectNode there ? there : Json.object();
            to.set(path[depth], inner);
            copy(value, inner, path, depth + 1);
        } else if (value.isArray()) {
            ArrayNode inner = to.get(path[depth]) instanceof ArrayNode there ? there : Json.array();
            to.set(path[depth], inner);
            for (int i = 0; i < value.size(); i++) {
                ObjectNode element = i < inner.size() ? (ObjectNode) inner.get(i) : inner.addObject();
                copy(value.get(i), element, path, depth + 1);
            }
        }
    }

    private static int number(Map<String, String> query, String name, int otherwise) {
        String text = query.get(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= (name.equals("pageId") ? 0 : 1) && number <= 1_000_000) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw refused(name + " is not a number that can be used");
    }

    private static String link(Call call, String origin, String name, int number, String relation) {
        var query = new LinkedHashMap<>(call.query());
        query.put(name, Integer.toString(number));
        var text = new StringBuilder();
        query.forEach((key, value) -> text.append(text.isEmpty() ? '?' : '&')
                .append(encoded(key))
                .append('=')
                .append(encoded(value)));
        return "<" + origin + "/" + String.join("/", call.path()) + text + ">; rel=\"" + relation + "\"";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Refusal refused(String message) {
        return new Refusal(Answer.json(400, Payload.json("connectwise/condition-refused.json", "message", message)));
    }
}
