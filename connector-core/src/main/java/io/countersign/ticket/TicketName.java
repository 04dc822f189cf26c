package io.countersign.ticket;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people call a ticket: its number, or what the PSA shows them instead of it, as in {@code T20250915.0001}. A few letters, then digits, set apart at most twice. So
 * nothing that an outsider wrote can be one, no word, no address and no link: it may stand in a text. Events keep it: the shape may grow wider, never narrower.
 */
public record TicketName(String text) {
    /** How many characters it has at most; the number of every ticket fits. */
    public static final int LONGEST = 20;

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z]{0,4}[0-9]{1,20}(?:[.-][0-9]{1,20}){0,2}");

    public TicketName {
        if (!fits(text)) {
            throw new IllegalArgumentException("this cannot be the name of a ticket");
        }
    }

    /** The number as digits. */
    public static TicketName of(TicketRef ticket) {
        return new TicketName(Long.toString(ticket.number()));
    }

    /** What the PSA shows people; the number where that is missing or of another shape. */
    public static TicketName of(TicketRef ticket, @Nullable String shown) {
        return shown != null && fits(shown) ? new TicketName(shown) : of(ticket);
    }

    private static boolean fits(String text) {
        return text.length() <= LONGEST && SHAPE.matcher(text).matches();
    }
}
