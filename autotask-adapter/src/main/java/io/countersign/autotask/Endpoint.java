package io.countersign.autotask;

/** What we call: under which entity it counts, and which right it takes. */
enum Endpoint {
    TICKETS("Tickets", "to view tickets"),
    NOTES_OF_A_TICKET("Tickets", "to add notes to tickets"),
    TICKET_NOTES("TicketNotes", "to view notes of tickets"),
    CONTACTS("Contacts", "to view contacts"),
    COMPANIES("Companies", "to view companies"),
    RESOURCES("Resources", "to view resources"),
    THRESHOLD("ThresholdInformation", "to see the use of the API"),
    TICKET_WEBHOOKS("TicketWebhooks", Endpoint.WEBHOOKS),
    TICKET_WEBHOOK_FIELDS("TicketWebhookFields", Endpoint.WEBHOOKS),
    CONTACT_WEBHOOKS("ContactWebhooks", Endpoint.WEBHOOKS),
    CONTACT_WEBHOOK_FIELDS("ContactWebhookFields", Endpoint.WEBHOOKS);

    private static final String WEBHOOKS =
            "to make webhooks (Can create webhooks, with a maximum number of at least 2)";

    private final String entity;
    private final String right;

    Endpoint(String entity, String right) {
        this.entity = entity;
        this.right = right;
    }

    /** Three calls at once are let through for each of these. */
    String entity() {
        return entity;
    }

    /** Continues the sentence "lacks the right …". */
    String right() {
        return right;
    }
}
