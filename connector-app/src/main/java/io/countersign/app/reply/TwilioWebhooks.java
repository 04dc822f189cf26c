package io.countersign.app.reply;

import io.countersign.app.PublicUrl;
import io.countersign.app.channel.twilio.TwilioAccounts;
import io.countersign.app.channel.twilio.TwilioWebhook;
import io.countersign.app.edge.RawBody;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.ticket.InstallationId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** What Twilio posts to us. Proved on the raw bytes over the address that we configured. Delivery reports may be repeated: they only add to a story. */
@RestController
final class TwilioWebhooks {
    private static final MediaType XML = new MediaType("text", "xml", StandardCharsets.UTF_8);

    private final Installations installations;
    private final TwilioAccounts accounts;
    private final PublicUrl publicUrl;
    private final HearTexts texts;

    TwilioWebhooks(Installations installations, TwilioAccounts accounts, PublicUrl publicUrl, HearTexts texts) {
        this.installations = installations;
        this.accounts = accounts;
        this.publicUrl = publicUrl;
        this.texts = texts;
    }

    @PostMapping("/twilio/{installation}/status/{reference}")
    ResponseEntity<String> status(
            @PathVariable String installation,
            @PathVariable String reference,
            @RequestHeader HttpHeaders headers,
            ServerHttpRequest request,
            RawBody body) {
        return proved(installation, headers, request, body);
    }

    @PostMapping("/twilio/{installation}/inbound")
    ResponseEntity<String> inbound(
            @PathVariable String installation,
            @RequestHeader HttpHeaders headers,
            ServerHttpRequest request,
            RawBody body) {
        return proved(installation, headers, request, body);
    }

    private ResponseEntity<String> proved(String name, HttpHeaders headers, ServerHttpRequest request, RawBody body) {
        Optional<Installation> installation = find(name);
        if (installation.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        var webhook =
                new TwilioWebhook(accounts.settings(installation.get().id()).authTokens());
        String query = request.getURI().getRawQuery();
        String url = publicUrl
                .at(request.getURI().getRawPath() + (query == null ? "" : "?" + query))
                .toString();
        return switch (webhook.read(url, lowerCase(headers), body.bytes())) {
            case TwilioWebhook.Proof.Status(var status, var repeat) -> {
                texts.reported(installation.get().id(), status.reference(), status.state());
                yield ResponseEntity.noContent().build();
            }
            case TwilioWebhook.Proof.Inbound(var text, var repeat) -> answer(texts.heard(installation.get(), text));
            case TwilioWebhook.Proof.Other(var parameters, var repeat) -> answer("");
            case TwilioWebhook.Proof.Forged() ->
                ResponseEntity.status(HttpStatus.FORBIDDEN).build();
        };
    }

    private Optional<Installation> find(String name) {
        try {
            return installations.find(new InstallationId(name));
        } catch (IllegalArgumentException notAnInstallation) {
            return Optional.empty();
        }
    }

    private static ResponseEntity<String> answer(String text) {
        var message = new com.twilio.twiml.MessagingResponse.Builder();
        if (!text.isEmpty()) {
            message.message(new com.twilio.twiml.messaging.Message.Builder()
                    .body(new com.twilio.twiml.messaging.Body.Builder(text).build())
                    .build());
        }
        return ResponseEntity.ok().contentType(XML).body(message.build().toXml());
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
