package io.countersign.app.webhook;

import io.countersign.app.edge.RawBody;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.setup.Watch;
import io.countersign.ticket.TicketEvents;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** What the PSAs push: proved on the bytes as they arrived, kept, then answered. */
@RestController
final class PsaWebhooks {
    private final Installations installations;
    private final WebhookSenders senders;
    private final Inbox inbox;
    private final Reconcile reconcile;
    private final Watch watch;

    PsaWebhooks(Installations installations, WebhookSenders senders, Inbox inbox, Reconcile reconcile, Watch watch) {
        this.installations = installations;
        this.senders = senders;
        this.inbox = inbox;
        this.reconcile = reconcile;
        this.watch = watch;
    }

    @PostMapping("/webhooks/{psa}/{hook}")
    ResponseEntity<Void> receive(
            @PathVariable String psa, @PathVariable String hook, @RequestHeader HttpHeaders headers, RawBody body) {
        var kind = Psa.Kind.ofKey(psa);
        var installation = installations
                .ofHook(hook)
                .flatMap(installations::find)
                .filter(there -> kind.equals(Optional.of(there.psa().kind())))
                .map(Installation::id);
        if (kind.isEmpty() || installation.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        var sender = senders.of(kind.get());
        return switch (sender.events().prove(installation.get(), lowerCase(headers), body.bytes())) {
            case TicketEvents.Proof.Genuine(var hint) ->
                inbox.keep(installation.get(), hint) ? ResponseEntity.accepted().build() : answer(sender.sendAgain());
            case TicketEvents.Proof.Forged() -> answer(HttpStatus.UNAUTHORIZED);
            case TicketEvents.Proof.Alarm() -> {
                reconcile.soon(installation.get());
                watch.soon(installation.get());
                yield answer(HttpStatus.UNAUTHORIZED);
            }
            case TicketEvents.Proof.KeyUnavailable() -> answer(sender.sendAgain());
        };
    }

    private static ResponseEntity<Void> answer(HttpStatus status) {
        return ResponseEntity.status(status).build();
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
