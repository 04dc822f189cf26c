package io.countersign.app.webhook;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketEvents.Hint;
import io.countersign.ticket.TicketEvents.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps proved webhooks. What is kept is on disk before the sender hears of it; arrivals that come while a commit is under way share the next one. A message that was
 * kept before is kept once.
 */
public final class Inbox implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    /** Senders wait five seconds; we must have answered before. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private static final int MOST_WAITING = 2_000;
    private static final int MOST_IN_ONE_COMMIT = 256;
    private static final Duration LOOK_UP = Duration.ofMillis(500);

    private final JdbcClient database;
    private final BlockingQueue<Arrival> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Consumer<List<Kept>> reader;
    private volatile boolean running;
    private volatile Thread committer = Thread.ofPlatform().unstarted(this::commit);

    Inbox(JdbcClient database, Consumer<List<Kept>> reader) {
        this.database = database;
        this.reader = reader;
    }

    private record Arrival(InstallationId installation, Hint hint, CompletableFuture<Void> done) {}

    /** A webhook on disk that nobody has acted on yet. */
    record Kept(long id, InstallationId installation, Subject subject, long number, boolean ours) {}

    /** Returns when the hint is on disk; {@code false} when the store is down or too slow, and the sender should send it again. */
    boolean keep(InstallationId installation, Hint hint) {
        var arrival = new Arrival(installation, hint, new CompletableFuture<>());
        if (!waiting.offer(arrival)) {
            return false;
        }
        try {
            arrival.done().get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void commit() {
        var batch = new ArrayList<Arrival>(MOST_IN_ONE_COMMIT);
        while (running || !waiting.isEmpty()) {
            batch.clear();
            try {
                Arrival first = waiting.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                waiting.drainTo(batch, MOST_IN_ONE_COMMIT - 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            keep(batch);
        }
    }

    /** Whatever goes wrong with these, the next ones are kept. */
    private void keep(List<Arrival> batch) {
        List<Kept> kept;
        try {
            kept = insert(batch);
        } catch (RuntimeException e) {
            LOG.error(
                    "webhooks cannot be kept, their senders are told to send them again: {}",
                    e.getClass().getSimpleName());
            batch.forEach(arrival -> arrival.done().completeExceptionally(e));
            return;
        }
        batch.forEach(arrival -> arrival.done().complete(null));
        try {
            reader.accept(kept);
        } catch (RuntimeException e) {
            LOG.error(
                    "webhooks that are kept cannot be read now, and are read later: {}",
                    e.getClass().getSimpleName());
        }
    }

    /** One statement, therefore one commit. */
    private List<Kept> insert(List<Arrival> batch) {
        int size = batch.size();
        var installations = new String[size];
        var messages = new String[size];
        var subjects = new String[size];
        var numbers = new Long[size];
        var ours = new Boolean[size];
        var people = new String[size];
        for (int i = 0; i < size; i++) {
            var arrival = batch.get(i);
            installations[i] = arrival.installation().value();
            messages[i] = arrival.hint().messageId();
            subjects[i] = arrival.hint().subject().name();
            numbers[i] = arrival.hint().number();
            ours[i] = arrival.hint().byOurselves();
            people[i] = arrival.hint().by();
        }
        return database.sql("""
                insert into webhook (installation, message_id, subject, number, ours, by, read_at)
                select installation, message_id, subject, number, ours, by, case when ours or subject = 'OTHER' then clock_timestamp() end
                from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[], ?::text[])
                    as arrival (installation, message_id, subject, number, ours, by)
                on conflict (installation, message_id) do nothing
                returning id, installation, subject, number, ours
                """)
                .params(installations, messages, subjects, numbers, ours, people)
                .query((row, number) -> new Kept(
                        row.getLong(1),
                        new InstallationId(row.getString(2)),
                        Subject.valueOf(row.getString(3)),
                        row.getLong(4),
                        row.getBoolean(5)))
                .list();
    }

    @Override
    public void start() {
        running = true;
        committer = Thread.ofPlatform().name("webhook-inbox").start(this::commit);
    }

    @Override
    public void stop() {
        running = false;
        try {
            committer.join(LONGEST_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
