package io.countersign.app.work;

import io.countersign.app.channel.words.MailWords;
import io.countersign.app.channel.words.NotMeAlert;
import io.countersign.app.channel.words.NoticeWords;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Direction;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

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
    private final AlertWays ways;
    private final DecisionClock clock;
    private final NoticeWords words = new NoticeWords();

    AlertTeam(
            JdbcClient database,
            PostgresVerifications verifications,
            Installations installations,
            AlertWays ways,
            DecisionClock clock) {
        this.database = database;
        this.verifications = verifications;
        this.installations = installations;
        this.ways = ways;
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
                    () -> ways.mail(
                            installation,
                            address,
                            verificationId.value(),
                            words(installation, verification.get(), said)));
        }
        URI url = installation.settings().alertUrl();
        if (url != null) {
            all &= taken(
                    verificationId,
                    verification.get().disputed(),
                    "url",
                    () -> ways.post(installation, url, body(verification.get(), said)));
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

    private MailWords words(Installation installation, Verification verification, Instant said) {
        var request = verification.request();
        return words.alert(new NotMeAlert(
                installation.name(),
                verification.disputed(),
                request.direction() == Direction.OUTBOUND,
                verification.id().value(),
                request.action().key(),
                verification.ticketName().orElse(null),
                WordedCodes.technician(request.by()),
                said,
                null,
                installation.settings().locale()));
    }

    private static Map<String, Object> body(Verification verification, Instant said) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", verification.disputed() ? "disputed" : "denied-not-me");
        body.put("verification", verification.id().value());
        body.put(
                "ticket",
                Optional.ofNullable(verification.request().ticket())
                        .map(TicketRef::number)
                        .orElse(null));
        body.put("ticketNumber", verification.ticketName().map(TicketName::text).orElse(null));
        body.put("at", said.toString());
        return body;
    }
}
