package io.countersign.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the API user's security level lets it do (sheet 6), and taking it away. Records that it may not see are left out without a word; what it may not make is
 * refused with 500 and the vendor's sentence.
 */
final class AutotaskRights {
    private static final String WEBHOOKS = "Webhooks";
    private static final Set<String> ALL = Set.of("Tickets", "Contacts", "Companies", "Resources", WEBHOOKS);

    private volatile Set<String> missing = Set.of();

    void on(Routes routes) {
        routes.on("PUT", "sandbox/autotask/rights", call -> {
            missing = missing(Wish.of(call, "missing").json().path("missing"));
            ArrayNode names = Json.array();
            new TreeSet<>(missing).forEach(names::add);
            return Answer.json(Json.object().set("missing", names));
        });
    }

    private static Set<String> missing(JsonNode names) {
        var taken = new TreeSet<String>();
        for (JsonNode name : names) {
            if (!ALL.contains(name.asString(""))) {
                throw Refusal.because("missing names some of " + String.join(", ", new TreeSet<>(ALL)) + ".");
            }
            taken.add(name.asString(""));
        }
        return Set.copyOf(taken);
    }

    /** What the vendor answers instead; null where the user may. */
    @Nullable
    Answer refused(Call call) {
        List<String> words = call.path().stream()
                .skip(2)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        if (missing.isEmpty() || words.isEmpty() || words.contains("entityinformation")) {
            return null;
        }
        String entity = words.getFirst();
        boolean query = words.contains("query");
        if (entity.endsWith("webhooks") && missing.contains(WEBHOOKS)) {
            return call.method().equals("GET") || query ? null : forbidden();
        }
        boolean unseen = missing.stream().anyMatch(name -> name.equalsIgnoreCase(entity));
        if (!unseen) {
            return null;
        }
        return query ? Answer.json(nothing()) : call.method().equals("GET") ? Answer.empty(404) : forbidden();
    }

    private static Answer forbidden() {
        return Answer.json(500, Payload.json("autotask/forbidden.json"));
    }

    private static ObjectNode nothing() {
        ObjectNode list = Json.object();
        list.putArray("items");
        list.putObject("pageDetails")
                .put("count", 0)
                .put("requestCount", 500)
                .putNull("prevPageUrl")
                .putNull("nextPageUrl");
        return list;
    }
}
