package io.countersign.app.webhook;

import io.countersign.app.edge.RawBody;
import io.countersign.app.installation.Installations;
import io.countersign.ticket.TicketEvents;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * ConnectWise's callbacks: proved on the bytes as they arrived, kept, then answered. ConnectWise sends again only after 404, 409, 419 and 429 (developer guide on
 * callbacks), so what cannot be kept now is answered 429.
 */
@RestController
final class ConnectWiseWebhooks {
    private final Installations installations;
    private final TicketEvents events;
    private final Inbox inbox;

    ConnectWiseWebhooks(Installations installations, TicketEvents events, Inbox inbox) {
        this.installations = installations;
        this.events = events;
        this.inbox = inbox;
    }

    @PostMapping("/webhooks/connectwise/{hook}")
    ResponseEntity<Void> receive(@PathVariable String hook, @RequestHeader HttpHeaders headers, RawBody body) {
        var installation = installations.ofHook(hook);
        if (installation.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        return switch (events.prove(installation.get(), lowerCase(headers), body.bytes())) {
            case TicketEvents.Proof.Genuine(var hint) ->
                inbox.keep(installation.get(), hint) ? ResponseEntity.accepted().build() : sendAgain();
            case TicketEvents.Proof.Forged() ->
                ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
            case TicketEvents.Proof.KeyUnavailable() -> sendAgain();
        };
    }

    private static ResponseEntity<Void> sendAgain() {
        return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS).build();
    }

    private static Map<String, String> lowerCase(HttpHeaders headers) {
        var map = new HashMap<String, String>();
        headers.forEach((name, values) -> {
            if (!values.isEmpty()) {
                map.put(name.toLowerCase(Locale.ROOT), values.getFirst());
            }
        });
        return map;
    }
}
