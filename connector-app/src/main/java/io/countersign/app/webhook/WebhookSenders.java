package io.countersign.app.webhook;

import io.countersign.app.installation.Psa;
import io.countersign.ticket.TicketEvents;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** The PSAs that push, and how each wants to be answered. */
record WebhookSenders(Map<Psa.Kind, Sender> each) {
    WebhookSenders {
        each = Map.copyOf(each);
    }

    Sender of(Psa.Kind psa) {
        return Optional.ofNullable(each.get(psa)).orElseThrow();
    }

    /**
     * What is to be known of one.
     *
     * @param sendAgain the status after which it sends again what could not be kept now
     */
    record Sender(TicketEvents events, HttpStatus sendAgain) {}
}
