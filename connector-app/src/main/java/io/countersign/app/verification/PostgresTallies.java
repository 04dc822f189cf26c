package io.countersign.app.verification;

import io.countersign.policy.Limit.CountKey;
import io.countersign.policy.LimitKind;
import io.countersign.policy.Tallies;
import io.countersign.ticket.InstallationId;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts in PostgreSQL. Inside a transaction that holds the keys' locks what is found here cannot change. */
public final class PostgresTallies implements Tallies {
    private final JdbcClient database;
    private final InstallationId installation;
    private final boolean locking;

    private PostgresTallies(JdbcClient database, InstallationId installation, boolean locking) {
        this.database = database;
        this.installation = installation;
        this.locking = locking;
    }

    /** For showing: what is found may be overtaken. */
    public static PostgresTallies forShowing(JdbcClient database, InstallationId installation) {
        return new PostgresTallies(database, installation, false);
    }

    static PostgresTallies forDeciding(JdbcClient database, InstallationId installation) {
        return new PostgresTallies(database, installation, true);
    }

    @Override
    public Map<Probe, Instant> find(List<Probe> probes) {
        if (locking && probes.stream().anyMatch(probe -> probe.key().kind() == LimitKind.WRONG_CODES_OF_INSTALLATION)) {
            lock(List.of(LimitKind.WRONG_CODES_OF_INSTALLATION.name()));
        }
        var kinds = probes.stream().map(probe -> probe.key().kind().name()).toArray(String[]::new);
        var keys = probes.stream().map(probe -> probe.key().key()).toArray(String[]::new);
        var nths = probes.stream().map(Probe::nth).toArray(Integer[]::new);
        var found = new HashMap<Probe, Instant>();
        database.sql("""
                select probe.number, hit.at
                from unnest(:kinds::text[], :keys::text[], :nths::int[]) with ordinality as probe (kind, key, nth, number)
                cross join lateral (
                    select at from tally
                    where installation = :installation and kind = probe.kind and key = probe.key
                    order by at desc offset probe.nth - 1 limit 1) as hit
                """)
                .param("kinds", kinds)
                .param("keys", keys)
                .param("nths", nths)
                .param("installation", installation.value())
                .query(row -> {
                    found.put(
                            probes.get(row.getInt(1) - 1),
                            row.getObject(2, OffsetDateTime.class).toInstant());
                });
        return found;
    }

    /**
     * Waits for and holds, until the transaction ends, the locks of these names of this installation; in one order everywhere, so that nobody waits in a circle. Returns
     * the database's time at which it holds them all.
     */
    Instant lock(Collection<String> names) {
        return inThisOrder(names.stream().distinct().sorted().toList());
    }

    /** The locks of somebody and of the places that are theirs, and of what is counted besides. Everywhere the person comes first, and what counts for many comes last. */
    Instant lock(Optional<String> person, Collection<String> places, List<String> besides) {
        return inThisOrder(Stream.of(person.stream(), places.stream().distinct().sorted(), besides.stream())
                .flatMap(names -> names)
                .toList());
    }

    private Instant inThisOrder(List<String> names) {
        // an aggregate is complete before what stands beside it is computed: the time is read when the last lock is
        // held
        return database.sql("""
                select count(pg_advisory_xact_lock(hashtextextended(:installation || name, 0))), clock_timestamp()
                from (select name from unnest(:names::text[]) with ordinality as wanted (name, number) order by number) as ordered
                """)
                .param("installation", installation.value() + "/")
                .param("names", names.toArray(String[]::new))
                .query((row, number) -> row.getObject(2, OffsetDateTime.class).toInstant())
                .single();
    }

    void count(List<CountKey> keys, Instant at) {
        if (keys.isEmpty()) {
            return;
        }
        database.sql("""
                insert into tally (installation, kind, key, at)
                select :installation, kind, key, :at from unnest(:kinds::text[], :keys::text[]) as hit (kind, key)
                """)
                .param("installation", installation.value())
                .param("at", Timestamp.from(at))
                .param("kinds", keys.stream().map(key -> key.kind().name()).toArray(String[]::new))
                .param("keys", keys.stream().map(CountKey::key).toArray(String[]::new))
                .update();
    }
}
