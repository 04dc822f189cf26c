package io.countersign.sandbox;

import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** How often each vendor interface was asked, e.g. {@code connectwise GET tickets}. */
final class Counts {
    private final TreeMap<String, Integer> counts = new TreeMap<>();

    synchronized void add(String vendor, String name) {
        counts.merge(vendor + " " + name, 1, Integer::sum);
    }

    synchronized void reset() {
        counts.clear();
    }

    synchronized ObjectNode asJson() {
        ObjectNode json = Json.object();
        counts.forEach(json::put);
        return json;
    }
}
