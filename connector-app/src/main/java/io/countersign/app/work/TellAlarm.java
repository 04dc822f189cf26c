package io.countersign.app.work;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import io.countersign.app.channel.words.MailWords;
import io.countersign.app.channel.words.NoticeWords;
import io.countersign.app.channel.words.WebhookAlarm;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.secrets.Keys;
import io.countersign.app.setup.Alarms;
import io.countersign.app.verification.DecisionClock;
import io.countersign.ticket.InstallationId;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells the team of an alarm, by each way once; a way that is down is tried again without repeating the others. */
final class TellAlarm implements Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(TellAlarm.class);
    private static final Duration AFTER_SILENCE = Duration.ofSeconds(30);
    private static final Duration GIVE_UP_AFTER = Duration.ofDays(1);

    private final JdbcClient database;
    private final SchedulerClient scheduler;
    private final Installations installations;
    private final Keys keys;
    private final AlertWays ways;
    private final DecisionClock clock;
    private final NoticeWords words = new NoticeWords();

    TellAlarm(
            JdbcClient database,
            SchedulerClient scheduler,
            Installations installations,
            Keys keys,
            AlertWays ways,
            DecisionClock clock) {
        this.database = database;
        this.scheduler = scheduler;
        this.installations = installations;
        this.keys = keys;
        this.ways = ways;
        this.clock = clock;
    }

    private record Alarm(String id, InstallationId installation, Kind kind, String detail, Instant at) {}

    @Override
    public void raise(InstallationId installation, Kind kind, String detail) {
        String id = "w_" + keys.newName();
        Instant now = clock.now(database);
        database.sql("insert into alarm (id, installation, kind, detail, at) values (?, ?, ?, ?, ?)")
                .params(id, installation.value(), kind.name(), detail, Timestamp.from(now))
                .update();
        scheduler.scheduleIfNotExists(Tasks.ALARM.instance(id).scheduledTo(now));
    }

    /** Empty when nothing is left to do, otherwise when to go on. */
    Optional<Instant> run(String id) {
        var found = database.sql("select installation, kind, detail, at from alarm where id = ?")
                .param(id)
                .query((row, number) -> new Alarm(
                        id,
                        new InstallationId(row.getString(1)),
                        Kind.valueOf(row.getString(2)),
                        row.getString(3),
                        row.getTimestamp(4).toInstant()))
                .optional();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var alarm = found.get();
        Installation installation = installations.get(alarm.installation());
        Instant now = clock.now(database);
        if (now.isAfter(alarm.at().plus(GIVE_UP_AFTER))) {
            LOG.error("an alarm could not be delivered for a day: {}", id);
            return Optional.empty();
        }
        boolean all = true;
        for (String address : installation.settings().alertAddresses()) {
            all &= taken(
                    alarm, "mail " + address, () -> ways.mail(installation, address, id, mail(installation, alarm)));
        }
        URI url = installation.settings().alertUrl();
        if (url != null) {
            all &= taken(alarm, "url", () -> ways.post(installation, url, body(alarm)));
        }
        return all ? Optional.empty() : Optional.of(now.plus(AFTER_SILENCE));
    }

    private MailWords mail(Installation installation, Alarm alarm) {
        return words.alarm(new WebhookAlarm(
                installation.name(),
                alarm.kind().key(),
                alarm.detail(),
                alarm.at(),
                installation.settings().locale()));
    }

    private static Map<String, Object> body(Alarm alarm) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "webhooks-" + alarm.kind().key());
        body.put("installation", alarm.installation().value());
        body.put("detail", alarm.detail());
        body.put("at", alarm.at().toString());
        return body;
    }

    private boolean taken(Alarm alarm, String way, BooleanSupplier deliver) {
        boolean before = database.sql("select exists (select 1 from alarm_told where alarm = ? and way = ?)")
                .params(alarm.id(), way)
                .query(Boolean.class)
                .single();
        if (before) {
            return true;
        }
        if (!deliver.getAsBoolean()) {
            return false;
        }
        database.sql("insert into alarm_told (alarm, way) values (?, ?) on conflict do nothing")
                .params(alarm.id(), way)
                .update();
        return true;
    }
}
