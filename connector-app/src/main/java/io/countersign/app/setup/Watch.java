package io.countersign.app.setup;

import io.countersign.app.installation.Installations;
import io.countersign.app.setup.Alarms.Kind;
import io.countersign.app.verification.DecisionClock;
import io.countersign.setup.Finding;
import io.countersign.setup.PsaSetUp;
import io.countersign.setup.Registration;
import io.countersign.setup.Registration.Subject;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.PsaFault.Refused;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks whether each PSA still tells us of what changes, and switches it on again. PSAs switch off without a word after failures; what they would have told is found by
 * asking meanwhile. The team is told once for each time that something is wrong, not once for each look.
 */
public final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    /** Between two looks that somebody outside may have caused. */
    private static final Duration BETWEEN_UNPLANNED = Duration.ofMinutes(1);

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final Installations installations;
    private final SetUp setUp;
    private final Remembered remembered;
    private final Alarms alarms;
    private final DecisionClock clock;
    private final MeterRegistry figures;
    private final Set<InstallationId> asked = ConcurrentHashMap.newKeySet();

    Watch(
            JdbcClient database,
            TransactionTemplate transaction,
            Installations installations,
            SetUp setUp,
            Remembered remembered,
            Alarms alarms,
            DecisionClock clock,
            MeterRegistry figures) {
        this.database = database;
        this.transaction = transaction;
        this.installations = installations;
        this.setUp = setUp;
        this.remembered = remembered;
        this.alarms = alarms;
        this.clock = clock;
        this.figures = figures;
    }

    /** Every installation in turn. One whose PSA does not answer keeps the others from nothing. */
    public void run() {
        for (InstallationId installation : installations.all()) {
            try {
                looking(installation, Duration.ZERO);
                look(installation);
            } catch (RuntimeException e) {
                LOG.error("{}: its webhooks cannot be looked at: {}", installation.value(), e.toString());
            }
        }
    }

    /** Sooner than planned, aside; once a minute at most on all replicas together: anybody may have caused it. */
    public void soon(InstallationId installation) {
        if (!asked.add(installation)) {
            return;
        }
        Thread.ofVirtual().name("watch").start(() -> {
            try {
                if (looking(installation, BETWEEN_UNPLANNED)) {
                    LOG.warn("{}: the PSA may have switched its webhook off", installation.value());
                    look(installation);
                }
            } catch (DataAccessException e) {
                LOG.warn("webhooks cannot be looked at: {}", e.getClass().getSimpleName());
            } catch (RuntimeException e) {
                LOG.error("{}: its webhooks cannot be looked at: {}", installation.value(), e.toString());
            } finally {
                asked.remove(installation);
            }
        });
    }

    /** Whether it is long enough ago that somebody looked; from now on nobody else does. */
    private boolean looking(InstallationId installation, Duration between) {
        Instant now = clock.now(database);
        return database.sql("""
                        insert into watched (installation, looked_at) values (?, ?)
                        on conflict (installation) do update set looked_at = excluded.looked_at where watched.looked_at <= ?
                        """)
                        .params(installation.value(), Timestamp.from(now), Timestamp.from(now.minus(between)))
                        .update()
                == 1;
    }

    private void look(InstallationId installation) {
        var psa = setUp.psa(installation);
        List<Registration> there;
        try {
            there = setUp.delivered(installation);
        } catch (Refused refused) {
            wrong(installation, Kind.UNSEEN, refused.why());
            return;
        } catch (PsaFault notNow) {
            LOG.warn("{}: its webhooks cannot be looked at now: {}", installation.value(), notNow.getMessage());
            return;
        }
        var off = there.stream().filter(registration -> !registration.on()).toList();
        var gone = remembered.of(installation).stream()
                .filter(Registration::isWebhook)
                .map(Registration::subject)
                .filter(subject -> there.stream().noneMatch(registration -> registration.subject() == subject))
                .toList();
        if (off.isEmpty() && gone.isEmpty()) {
            well(installation);
            return;
        }
        figures.counter("countersign.webhooks.off", "installation", installation.value())
                .increment();
        String names = names(psa, off, gone);
        var failed = onAgain(installation, psa, off, gone);
        wrong(
                installation,
                failed.isEmpty() ? Kind.ON_AGAIN : Kind.STILL_OFF,
                failed.map(why -> names + ". " + why).orElse(names));
    }

    private static String names(PsaSetUp psa, List<Registration> off, List<Subject> gone) {
        var names = new TreeSet<String>();
        off.forEach(registration -> names.add(psa.nameOf(registration.subject())));
        gone.forEach(subject -> names.add(psa.nameOf(subject)));
        return String.join(", ", names);
    }

    /** Empty when all is on, otherwise why it is not. */
    private Optional<String> onAgain(
            InstallationId installation, PsaSetUp psa, List<Registration> off, List<Subject> gone) {
        try {
            off.forEach(registration -> psa.switchOn(installation, registration));
        } catch (PsaFault fault) {
            return Optional.of(SetUp.sentence(fault));
        }
        if (gone.isEmpty()) {
            return Optional.empty();
        }
        String why = setUp.registerWebhooks(installation).stream()
                .filter(Finding.Missing.class::isInstance)
                .map(Finding.Missing.class::cast)
                .map(Finding.Missing::toDo)
                .collect(Collectors.joining(" "));
        return why.isEmpty() ? Optional.empty() : Optional.of(why);
    }

    private void well(InstallationId installation) {
        int before = database.sql(
                        "update watched set wrong_since = null where installation = ? and wrong_since is not null")
                .param(installation.value())
                .update();
        if (before == 1) {
            LOG.info("{}: its webhooks are on", installation.value());
        }
    }

    private void wrong(InstallationId installation, Kind kind, String detail) {
        transaction.executeWithoutResult(status -> {
            int first = database.sql(
                            "update watched set wrong_since = ? where installation = ? and wrong_since is null")
                    .params(Timestamp.from(clock.now(database)), installation.value())
                    .update();
            if (first == 1) {
                LOG.error("{}: webhooks {}: {}", installation.value(), kind.key(), detail);
                alarms.raise(installation, kind, detail);
            }
        });
    }
}
