package io.countersign.app.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.account.MailAddress;
import io.countersign.app.channel.OutsideOrigins;
import io.countersign.app.channel.words.MailWords;
import io.countersign.app.installation.Installation;
import io.countersign.challenge.Handover;
import io.countersign.challenge.Mails;
import io.countersign.challenge.Mails.OutgoingMail;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The ways to an installation's team outside the pod: mail to its alert addresses, and a signed post to its alert URL. Each answers whether the way is done with. */
final class AlertWays {
    private static final Logger LOG = LoggerFactory.getLogger(AlertWays.class);

    private final Mails mails;
    private final OutsideOrigins outside;
    private final JsonMapper json = JsonMapper.shared();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(3))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    AlertWays(Mails mails, OutsideOrigins outside) {
        this.mails = mails;
        this.outside = outside;
    }

    boolean mail(Installation installation, String address, String reference, MailWords mail) {
        var to = MailAddress.parse(address);
        if (to.isEmpty()) {
            LOG.error("an alert address cannot be used");
            return true;
        }
        var answer = mails.send(
                new OutgoingMail(installation.id(), reference, to.get(), mail.subject(), mail.text(), mail.html()));
        return switch (answer) {
            case Handover.Accepted accepted -> true;
            case Handover.Rejected rejected -> {
                LOG.error("the mail relay refuses an alert: {}", rejected.problem());
                yield true;
            }
            case Handover.Busy busy -> false;
            case Handover.Unclear() -> false;
        };
    }

    /** Signed over the bytes, so that whoever receives it can tell it from a forgery: {@code Countersign-Signature: sha256=<hex of HMAC-SHA256>}. */
    boolean post(Installation installation, URI url, Map<String, Object> body) {
        var key = installation.secrets().alertKey();
        boolean allowed =
                "https".equals(url.getScheme()) || outside.extra().contains(OutsideOrigins.origin(url.resolve("/")));
        if (key == null || !allowed) {
            LOG.error("the alert URL cannot be used: it wants https and an alert key");
            return true;
        }
        byte[] bytes = json.writeValueAsBytes(body);
        var request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("Countersign-Signature", "sha256=" + hmac(key.value(), bytes))
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status >= 200 && status < 300;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String hmac(String key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
