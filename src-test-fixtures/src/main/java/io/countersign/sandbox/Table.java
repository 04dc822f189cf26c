package io.countersign.sandbox;

import java.util.Collection;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Records of one kind by id. Its users hold the tenant's lock. */
final class Table {
    private final TreeMap<Integer, ObjectNode> rows = new TreeMap<>();
    private int next;

    Table(int firstId) {
        next = firstId;
    }

    ObjectNode add(ObjectNode row) {
        if (!row.has("id")) {
            row.put("id", next++);
        }
        rows.put(row.get("id").intValue(), row);
        return row;
    }

    @Nullable
    ObjectNode find(int id) {
        return rows.get(id);
    }

    @Nullable
    ObjectNode first(Predicate<ObjectNode> wanted) {
        return rows.values().stream().filter(wanted).findFirst().orElse(null);
    }

    boolean remove(int id) {
        return rows.remove(id) != null;
    }

    Collection<ObjectNode> all() {
        return rows.values();
    }
}
