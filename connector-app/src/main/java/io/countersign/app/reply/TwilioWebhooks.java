package io.countersign.app.reply;

import io.countersign.account.MobileNumber;
import io.countersign.app.PublicUrl;
import io.countersign.app.channel.twilio.InboundText;
import io.countersign.app.channel.twilio.InboundText.OptOut;
import io.countersign.app.channel.twilio.TextStatus;
import io.countersign.app.channel.twilio.TwilioAccounts;
import io.countersign.app.channel.twilio.TwilioWebhook;
import io.countersign.app.channel.words.NoticeWords;
import io.countersign.app.edge.RawBody;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.ticket.InstallationId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(TwilioWebhooks.class);

    private final Installations installations;
    private final TwilioAccounts accounts;
    private final PublicUrl publicUrl;
    private final Replies replies;
    private final NoticeWords words = new NoticeWords();

    TwilioWebhooks(Installations installations, TwilioAccounts accounts, PublicUrl publicUrl, Replies replies) {
        this.installations = installations;
        this.accounts = accounts;
        this.publicUrl = publicUrl;
        this.replies = replies;
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
                reported(installation.get().id(), status);
                yield ResponseEntity.noContent().build();
            }
            case TwilioWebhook.Proof.Inbound(var text, var repeat) -> {
                // one sender may serve several tenants: whoever answers cannot know which of them wrote
                var sharing = sharingTheSender(installation.get());
                boolean assents = assents(text, sharing);
                String answer = heard(installation.get(), text, assents);
                sharing.stream()
                        .filter(other -> !other.id().equals(installation.get().id()))
                        .forEach(other -> heard(other, text, assents));
                yield answer(answer);
            }
            case TwilioWebhook.Proof.Other(var parameters, var repeat) -> answer("");
            case TwilioWebhook.Proof.Forged() ->
                ResponseEntity.status(HttpStatus.FORBIDDEN).build();
        };
    }

    /** A NO counts for whatever it may mean. A YES counts only where it can mean one call, over all tenants: nobody is verified by an answer to somebody else. */
    private boolean assents(InboundText text, List<Installation> sharing) {
        MobileNumber from = text.from();
        return from != null
                && text.keyword() == InboundText.Keyword.YES
                && sharing.stream()
                                .mapToInt(tenant -> replies.callsOpenAt(tenant.id(), from))
                                .sum()
                        == 1;
    }

    /** One whose settings cannot be read just now does not keep the others from hearing. */
    private Optional<Installation> readable(InstallationId id) {
        try {
            return installations.find(id);
        } catch (IllegalStateException unreadable) {
            LOG.error("an installation cannot be read, and hears no reply: {}", id.value());
            return Optional.empty();
        }
    }

    private List<Installation> sharingTheSender(Installation asked) {
        return installations.all().stream()
                .flatMap(id -> readable(id).stream())
                .filter(other ->
                        other.settings().twilioAccount().equals(asked.settings().twilioAccount())
                                && other.settings()
                                        .twilioService()
                                        .equals(asked.settings().twilioService()))
                .toList();
    }

    private Optional<Installation> find(String name) {
        try {
            return installations.find(new InstallationId(name));
        } catch (IllegalArgumentException notAnInstallation) {
            return Optional.empty();
        }
    }

    private void reported(InstallationId installation, TextStatus status) {
        switch (status.state()) {
            case TextStatus.State.Delivered() -> replies.delivered(installation, status.reference());
            case TextStatus.State.Failed(var problem) -> replies.failed(installation, status.reference(), problem);
            case TextStatus.State.OnTheWay() -> {}
            case TextStatus.State.Unknown() -> {}
        }
    }

    private String heard(Installation installation, InboundText text, boolean assents) {
        if (replies.heard(installation.id(), text.messageSid())) {
            return "";
        }
        String answer = replied(installation, text, assents);
        replies.remember(installation.id(), text.messageSid());
        return answer;
    }

    /** Acts on a reply, and says what is to be answered, which is mostly nothing. */
    private String replied(Installation installation, InboundText text, boolean assents) {
        MobileNumber from = text.from();
        if (from == null) {
            return "";
        }
        var id = installation.id();
        if (text.optOut() == OptOut.START) {
            replies.start(id, from);
        }
        switch (text.keyword()) {
            case STOP -> replies.stop(id, from);
            case START -> replies.start(id, from);
            case NO -> replies.no(id, from);
            case YES -> {
                if (assents) {
                    replies.yes(id, from);
                }
            }
            case HELP -> {
                // with Advanced Opt-Out Twilio has answered already
                return text.optOut() == null
                        ? words.help(
                                installation.name(),
                                null,
                                installation.settings().locale())
                        : "";
            }
            case OTHER -> {}
        }
        return "";
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
