package io.countersign.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which handler answers which address. Fixed parts match in any case, as they do at the vendors. */
final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /** @param pattern e.g. {@code service/tickets/{id}} */
    Routes on(String method, String pattern, Function<Call, Answer> handler) {
        routes.add(new Route(method, List.of(pattern.split("/", -1)), handler));
        return this;
    }

    /** Empty when nothing of that address is known, 405 when only the verb is wrong. */
    @Nullable
    Answer answer(Call call) {
        boolean otherVerb = false;
        for (Route route : routes) {
            Map<String, String> matched = route.match(call.path());
            if (matched != null && route.method.equals(call.method())) {
                try {
                    return route.handler.apply(call.with(matched));
                } catch (Refusal refusal) {
                    return refusal.answer();
                }
            }
            otherVerb |= matched != null;
        }
        return otherVerb ? Answer.empty(405) : null;
    }

    private record Route(String method, List<String> pattern, Function<Call, Answer> handler) {
        @Nullable
        Map<String, String> match(List<String> path) {
            if (path.size() != pattern.size()) {
                return null;
            }
            var matched = new HashMap<String, String>();
            for (int i = 0; i < path.size(); i++) {
                String part = pattern.get(i);
                if (part.startsWith("{")) {
                    matched.put(part.substring(1, part.length() - 1), path.get(i));
                } else if (!part.equalsIgnoreCase(path.get(i))) {
                    return null;
                }
            }
            return matched;
        }
    }
}
