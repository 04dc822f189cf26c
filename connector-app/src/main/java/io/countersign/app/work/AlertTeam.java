package io.countersign.app.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.account.MailAddress;
import io.countersign.app.channel.OutsideOrigins;
import io.countersign.app.channel.words.NotMeAlert;
import io.countersign.app.channel.words.NoticeWords;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.challenge.Handover;
import io.countersign.challenge.Mails;
import io.countersign.challenge.Mails.OutgoingMail;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Direction;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the team, outside the pod, that somebody said "that wasn't me": by mail to each alert address, and by a signed post to the alert URL. Each way is taken once it
 * was accepted; a way that is down is tried again without repeating the others.
 */
final class AlertTeam {
    private static final Logger LOG = LoggerFactory.getLogger(AlertTeam.class);
    private static final Duration AFTER_SILENCE = Duration.ofSeconds(30);
    private static final Duration GIVE_UP_AFTER = Duration.ofDays(1);

    private final JdbcClient database;
    private final PostgresVerifications verifications;
    private final Installations installations;
    private final Mails mails;
    private final OutsideOrigins outside;
    private final DecisionClock clock;
    private final NoticeWords words = new NoticeWords();
    private final JsonMapper json = JsonMapper.shared();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(3))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    AlertTeam(
            JdbcClient database,
            PostgresVerifications verifications,
            Installations installations,
            Mails mails,
            OutsideOrigins outside,
            DecisionClock clock) {
        this.database = database;
        this.verifications = verifications;
        this.installations = installations;
        this.mails = mails;
        this.outside = outside;
        this.clock = clock;
    }

    /** Empty when nothing is left to do, otherwise when to go on. */
    Optional<Instant> run(InstallationId id, VerificationId verificationId) {
        var verification = verifications.find(id, verificationId);
        if (verification.isEmpty()) {
            return Optional.empty();
        }
        Installation installation = installations.get(id);
        Instant now = clock.now(database);
        Instant said = saidAt(verification.get());
        if (now.isAfter(said.plus(GIVE_UP_AFTER))) {
            LOG.error("an alert could not be delivered for a day: {}", verificationId.value());
            return Optional.empty();
        }
        boolean all = true;
        for (String address : installation.settings().alertAddresses()) {
            all &= taken(
                    verificationId,
                    verification.get().disputed(),
                    "mail " + address,
                    () -> mail(installation, verification.get(), said, address));
        }
        URI url = installation.settings().alertUrl();
        if (url != null) {
            all &= taken(
                    verificationId,
                    verification.get().disputed(),
                    "url",
                    () -> post(installation, verification.get(), said, url));
        }
        return all ? Optional.empty() : Optional.of(now.plus(AFTER_SILENCE));
    }

    private static Instant saidAt(Verification verification) {
        return verification.events().stream()
                .filter(Disputed.class::isInstance)
                .map(VerificationEvent::at)
                .findFirst()
                .or(() -> verification.decidingEvent().map(VerificationEvent::at))
                .orElse(verification.requestedAt());
    }

    private boolean taken(VerificationId id, boolean disputed, String way, java.util.function.BooleanSupplier deliver) {
        String kind = disputed ? "disputed" : "denied";
        boolean before = database.sql(
                        "select exists (select 1 from alert where verification = ? and kind = ? and way = ?)")
                .params(id.value(), kind, way)
                .query(Boolean.class)
                .single();
        if (before) {
            return true;
        }
        if (!deliver.getAsBoolean()) {
            return false;
        }
        database.sql(
                        "insert into alert (verification, kind, way, at) values (?, ?, ?, clock_timestamp()) on conflict do nothing")
                .params(id.value(), kind, way)
                .update();
        return true;
    }

    private boolean mail(Installation installation, Verification verification, Instant said, String address) {
        var to = MailAddress.parse(address);
        if (to.isEmpty()) {
            LOG.error("an alert address cannot be used");
            return true;
        }
        var request = verification.request();
        var mail = words.alert(new NotMeAlert(
                installation.name(),
                verification.disputed(),
                request.direction() == Direction.OUTBOUND,
                verification.id().value(),
                request.action().key(),
                Optional.ofNullable(request.ticket()).map(TicketRef::number).orElse(null),
                WordedCodes.technician(request.by()),
                said,
                null,
                installation.settings().locale()));
        var answer = mails.send(new OutgoingMail(
                installation.id(), verification.id().value(), to.get(), mail.subject(), mail.text(), mail.html()));
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
    private boolean post(Installation installation, Verification verification, Instant said, URI url) {
        var key = installation.secrets().alertKey();
        boolean allowed =
                "https".equals(url.getScheme()) || outside.extra().contains(OutsideOrigins.origin(url.resolve("/")));
        if (key == null || !allowed) {
            LOG.error("the alert URL cannot be used: it wants https and an alert key");
            return true;
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("type", verification.disputed() ? "disputed" : "denied-not-me");
        body.put("verification", verification.id().value());
        body.put(
                "ticket",
                Optional.ofNullable(verification.request().ticket())
                        .map(TicketRef::number)
                        .orElse(null));
        body.put("at", said.toString());
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
