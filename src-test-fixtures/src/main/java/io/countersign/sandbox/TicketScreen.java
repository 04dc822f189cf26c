package io.countersign.sandbox;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the page shows of one PSA's ticket. */
interface TicketScreen {
    /** Puts what does not change while somebody looks: who may be the technician, and which types a new ticket may have. */
    void setup(ObjectNode setup);

    /** Puts the ticket, its notes, its pod and the other tickets; null when there is no such ticket. */
    @Nullable
    Person look(int ticket, ObjectNode state);

    /**
     * The ticket's contact, as the PSA has them.
     *
     * @param name null where the ticket has none
     */
    record Person(
            @Nullable String name,
            @Nullable String mobile,
            @Nullable String email) {}
}
