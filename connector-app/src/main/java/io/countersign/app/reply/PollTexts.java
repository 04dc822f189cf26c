package io.countersign.app.reply;

import io.countersign.app.account.KeepAccounts;
import io.countersign.app.channel.twilio.ListedText;
import io.countersign.app.channel.twilio.TwilioTexts;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.verification.DecisionClock;
import io.countersign.ticket.InstallationId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Asks Twilio what it cannot tell by itself, where nothing reaches this connector from outside: how far texts came and what was answered. While a code is out, each time it
 * is run; otherwise now and then, because a NO counts for days.
 */
public final class PollTexts {
    private static final Logger LOG = LoggerFactory.getLogger(PollTexts.class);

    /** How often a late answer is looked for. */
    private static final Duration IN_QUIET = Duration.ofMinutes(5);

    /** What an answer refers to may be that much older than the answer. */
    private static final Duration OVERLAP = Duration.ofMinutes(15);

    private final JdbcClient database;
    private final Installations installations;
    private final KeepAccounts accounts;
    private final TwilioTexts texts;
    private final HearTexts hear;
    private final DecisionClock clock;
    /** A carrier tells within hours, or never. */
    private static final Duration TELLS_WITHIN = Duration.ofDays(2);

    /** Each costs a call, and the rest has its turn later. */
    private static final int MOST_FORMER_POINTS = 20;

    private final Map<InstallationId, Instant> asked = new ConcurrentHashMap<>();
    private final Map<InstallationId, Instant> formerPointsAsked = new ConcurrentHashMap<>();

    PollTexts(
            JdbcClient database,
            Installations installations,
            KeepAccounts accounts,
            TwilioTexts texts,
            HearTexts hear,
            DecisionClock clock) {
        this.database = database;
        this.accounts = accounts;
        this.installations = installations;
        this.texts = texts;
        this.hear = hear;
        this.clock = clock;
    }

    /** Every installation in turn. One that cannot be asked for, whatever the reason, keeps the others from nothing. */
    public void run() {
        for (InstallationId id : installations.all()) {
            try {
                poll(installations.get(id));
                askForFormerPoints(id);
            } catch (IllegalStateException | DataAccessException e) {
                LOG.warn(
                        "{}: texts cannot be asked for now: {}",
                        id.value(),
                        e.getClass().getSimpleName());
            } catch (RuntimeException e) {
                LOG.error(
                        "{}: texts cannot be asked for: {}",
                        id.value(),
                        e.getClass().getName());
            }
        }
    }

    private void poll(Installation installation) {
        var id = installation.id();
        Instant now = clock.now(database);
        Optional<Instant> open = oldestOpen(id);
        Instant last = asked.getOrDefault(id, Instant.EPOCH);
        if (open.isEmpty() && last.plus(IN_QUIET).isAfter(now)) {
            return;
        }
        Instant upTo = upTo(id).orElse(now);
        Instant since = open.filter(upTo::isAfter).orElse(upTo).minus(OVERLAP);
        var listing = texts.listed(id, since);
        if (!listing.whole()) {
            LOG.error(
                    "{}: more texts went to and fro than can be looked through; the oldest are passed over",
                    id.value());
        }
        for (ListedText listed : listing.texts()) {
            if (listed instanceof ListedText.Ours ours) {
                sentFrom(id, ours.from());
                reference(id, ours.messageSid()).ifPresent(reference -> hear.reported(id, reference, ours.state()));
            }
        }
        var senders = senders(id);
        for (ListedText listed : listing.texts()) {
            // an answer to HELP is Twilio's own, as it is where replies reach us
            if (listed instanceof ListedText.Answer answer
                    && senders.contains(answer.text().to())) {
                hear.heard(installation, answer.text(), new Replies.Said(answer.at(), answer.after()));
            }
        }
        reached(id, now);
        asked.put(id, now);
    }

    /** Whether the number that served before was reached with the news of a change: without that no time settles it. */
    private void askForFormerPoints(InstallationId id) {
        Instant now = clock.now(database);
        if (formerPointsAsked.getOrDefault(id, Instant.EPOCH).plus(IN_QUIET).isAfter(now)) {
            return;
        }
        formerPointsAsked.put(id, now);
        for (var message : accounts.unreported(id, now.minus(TELLS_WITHIN), MOST_FORMER_POINTS)) {
            try {
                hear.reported(id, message.reference(), texts.state(id, message.messageId()));
            } catch (IllegalStateException e) {
                LOG.warn("{}: a text to a former number cannot be asked for now: {}", id.value(), e.getMessage());
            }
        }
    }

    private void sentFrom(InstallationId installation, String number) {
        if (!number.isEmpty()) {
            database.sql("insert into text_sender (installation, number) values (?, ?) on conflict do nothing")
                    .params(installation.value(), number)
                    .update();
        }
    }

    private Set<String> senders(InstallationId installation) {
        return Set.copyOf(database.sql("select number from text_sender where installation = ?")
                .param(installation.value())
                .query(String.class)
                .list());
    }

    private Optional<Instant> oldestOpen(InstallationId installation) {
        return database.sql("""
                select min(o.since) from outgoing o join verification v on v.id = o.verification
                where o.installation = ? and o.channel = 'SMS' and v.outcome is null
                """)
                .param(installation.value())
                .query((row, number) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .single();
    }

    private Optional<String> reference(InstallationId installation, String sid) {
        return database.sql("""
                select token from outgoing o join verification v on v.id = o.verification
                where o.installation = ? and o.reference = ? and v.outcome is null
                """)
                .params(installation.value(), sid)
                .query(String.class)
                .optional();
    }

    private Optional<Instant> upTo(InstallationId installation) {
        return database.sql("select up_to from texts_polled where installation = ?")
                .param(installation.value())
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .optional();
    }

    private void reached(InstallationId installation, Instant upTo) {
        database.sql("""
                insert into texts_polled (installation, up_to) values (?, ?)
                on conflict (installation) do update set up_to = excluded.up_to
                """).params(installation.value(), Timestamp.from(upTo)).update();
    }
}
