package io.countersign.app.api;

import io.countersign.app.edge.Problem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a part of a list may be. */
final class Paging {
    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final Pattern IN_JOURNAL = Pattern.compile("([0-9]{1,9})-([0-9]{1,18})-([0-9]{1,18})");

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

    /** The last line of the journal that somebody has read. */
    record InJournal(int era, String transaction, long id) {}

    static InJournal inJournal(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return new InJournal(0, "0", 0);
        }
        var parts = IN_JOURNAL.matcher(cursor);
        if (!parts.matches()) {
            throw Problem.unusable("This cursor is not one that we gave.");
        }
        return new InJournal(Integer.parseInt(parts.group(1)), parts.group(2), Long.parseLong(parts.group(3)));
    }
}
