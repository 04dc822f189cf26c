package io.countersign.app.api;

import io.countersign.app.edge.Problem;
import org.jspecify.annotations.Nullable;

/** How long a part of a list may be. */
final class Paging {
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private Paging() {}

    static int limit(@Nullable String wanted) {
        if (wanted == null) {
            return USUAL;
        }
        try {
            int limit = Integer.parseInt(wanted);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw Problem.unusable("A limit is 1 to " + MOST + ".");
    }

    static long after(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException notACursor) {
            throw Problem.unusable("This cursor is not one that we gave.");
        }
    }
}
