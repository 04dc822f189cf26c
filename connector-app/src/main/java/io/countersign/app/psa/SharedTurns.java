package io.countersign.app.psa;

import io.countersign.autotask.Turns;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault.Busy;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Few at once, over all replicas: a vendor that allows three calls at the same time counts those of every replica together. Turns are rows; whoever holds one and dies loses it
 * by its end. Within a replica those who wait stand in a line, so that one of them asks the database and not all.
 */
public final class SharedTurns implements Turns {
    private static final Logger LOG = LoggerFactory.getLogger(SharedTurns.class);

    /** Longer than any call may take: three seconds to connect and ten to be answered. */
    static final Duration TAKEN = Duration.ofSeconds(30);

    private static final int LEAST_PAUSE_MILLIS = 10;
    private static final int MOST_PAUSE_MILLIS = 40;
    private static final Duration WAIT_LONGER = Duration.ofSeconds(1);

    private final JdbcClient database;
    private final int atOnce;
    private final Map<Place, Semaphore> here = new ConcurrentHashMap<>();

    private record Place(InstallationId installation, String entity) {}

    /**
     * Turns of one kind.
     *
     * @param atOnce how many calls of one installation to one entity may be under way
     */
    public SharedTurns(JdbcClient database, int atOnce) {
        this.database = database;
        this.atOnce = atOnce;
    }

    @Override
    public <T> T inTurn(InstallationId installation, String entity, Duration longestWait, Supplier<T> call) {
        var place = new Place(installation, entity);
        long end = System.nanoTime() + longestWait.toNanos();
        var line = here.computeIfAbsent(place, unseen -> new Semaphore(atOnce, true));
        try {
            if (!line.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Busy(WAIT_LONGER, null);
            }
            try {
                var turn = take(place, end);
                try {
                    return call.get();
                } finally {
                    giveBack(place, turn);
                }
            } finally {
                line.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy(WAIT_LONGER, e);
        }
    }

    /** @param holder names this taking and no other: whoever kept a turn too long must not give back somebody else's */
    private record Turn(int number, String holder) {}

    private Turn take(Place place, long end) throws InterruptedException {
        String holder = UUID.randomUUID().toString();
        while (true) {
            var taken = take(place, holder);
            if (taken.isPresent()) {
                return new Turn(taken.getAsInt(), holder);
            }
            if (System.nanoTime() - end > 0) {
                throw new Busy(WAIT_LONGER, null);
            }
            Thread.sleep(ThreadLocalRandom.current().nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS));
        }
    }

    /** Two that want the same turn meet at its row, and the second one finds it taken. */
    private OptionalInt take(Place place, String holder) {
        return database
                .sql("""
                insert into turn (installation, entity, number, taken_until, holder)
                select :installation, :entity, free.number, clock_timestamp() + make_interval(secs => :seconds), :holder
                from generate_series(1, :most) as free (number)
                where not exists (select 1 from turn
                    where installation = :installation and entity = :entity and number = free.number and taken_until > clock_timestamp())
                order by free.number limit 1
                on conflict (installation, entity, number) do update set taken_until = excluded.taken_until, holder = excluded.holder
                    where turn.taken_until <= clock_timestamp()
                returning number
                """)
                .param("installation", place.installation().value())
                .param("entity", place.entity())
                .param("most", atOnce)
                .param("seconds", TAKEN.toSeconds())
                .param("holder", holder)
                .query((row, number) -> row.getInt(1))
                .list()
                .stream()
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /** What was answered stays answered: a turn that cannot be given back now ends by itself. */
    private void giveBack(Place place, Turn turn) {
        try {
            database.sql("""
                    update turn set taken_until = '-infinity' where installation = ? and entity = ? and number = ? and holder = ?
                    """)
                    .params(place.installation().value(), place.entity(), turn.number(), turn.holder())
                    .update();
        } catch (DataAccessException e) {
            LOG.warn("a turn cannot be given back: {}", e.getClass().getSimpleName());
        }
    }
}
