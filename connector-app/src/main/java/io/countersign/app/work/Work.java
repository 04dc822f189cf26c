package io.countersign.app.work;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import io.countersign.account.AccountId;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PlaceStates;
import io.countersign.app.live.Changes;
import io.countersign.app.secrets.Keys;
import io.countersign.app.verification.Owing;
import io.countersign.challenge.SendProgress;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.NoteProgress;
import io.countersign.verification.Owed;
import io.countersign.verification.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Takes up what is owed: rows that say how far it has come, and tasks that drive it, in the transaction that owes it. */
public final class Work implements Owing, KeepAccounts.FormerPoints {
    private final JdbcClient database;
    private final SchedulerClient scheduler;
    private final Keys keys;
    private final Changes changes;
    private final PlaceStates places;
    private final Runnable wake;

    /** @param wake makes this replica's scheduler look at once; other replicas hear of it through the database */
    Work(
            JdbcClient database,
            SchedulerClient scheduler,
            Keys keys,
            Changes changes,
            PlaceStates places,
            Runnable wake) {
        this.database = database;
        this.scheduler = scheduler;
        this.keys = keys;
        this.changes = changes;
        this.places = places;
        this.wake = wake;
    }

    @Override
    public void take(InstallationId installation, Verification verification, List<Owed> owed, Instant now) {
        if (owed.isEmpty()) {
            return;
        }
        if (!verification.open()) {
            expiresNoMore(verification);
        }
        var tasks = new ArrayList<SchedulableInstance<?>>();
        for (Owed work : owed) {
            SchedulableInstance<?> task = switch (work) {
                case Owed.SendCode send -> code(installation, verification, send, now);
                case Owed.LeaveNote note -> note(installation, verification, note, now);
                case Owed.Expire(var at) ->
                    Tasks.EXPIRE.instance(verification.id().value()).scheduledTo(at);
                case Owed.FreezeFactors(var account) -> {
                    places.freeze(installation, account, now);
                    yield null;
                }
                case Owed.Alert() ->
                    Tasks.ALERT.instance(verification.id().value()).scheduledTo(now);
            };
            if (task != null) {
                tasks.add(task);
            }
        }
        scheduler.scheduleBatch(tasks);
        afterCommit();
    }

    /** Spares a worker to find that there is nothing to expire. One that is at it already finds that by itself. */
    private void expiresNoMore(Verification verification) {
        database.sql("delete from scheduled_tasks where task_name = ? and task_instance = ? and not picked")
                .params(Tasks.EXPIRE.getTaskName(), verification.id().value())
                .update();
    }

    private SchedulableInstance<?> code(
            InstallationId installation, Verification verification, Owed.SendCode send, Instant now) {
        var destination = verification.request().destinations().stream()
                .filter(place -> place.channel() == send.channel())
                .findFirst()
                .orElseThrow();
        database.sql("""
                insert into outgoing (verification, installation, channel, copy, place_hash, token, state, since, attempts)
                values (?, ?, ?, ?, ?, ?, ?, ?, 0)
                """)
                .params(
                        verification.id().value(),
                        installation.value(),
                        send.channel().name(),
                        send.copy(),
                        destination.hash().hex(),
                        keys.newName(),
                        SendProgress.State.OWED.name(),
                        java.sql.Timestamp.from(now))
                .update();
        return Tasks.SEND_CODE
                .instance(new Tasks.Copy(verification.id(), send.channel(), send.copy()).name())
                .scheduledTo(now);
    }

    private SchedulableInstance<?> note(
            InstallationId installation, Verification verification, Owed.LeaveNote note, Instant now) {
        database.sql("""
                insert into note (verification, kind, installation, state, looks, unclear_before) values (?, ?, ?, ?, 0, false)
                """)
                .params(
                        verification.id().value(),
                        note.kind().name(),
                        installation.value(),
                        NoteProgress.State.OWED.name())
                .update();
        return Tasks.LEAVE_NOTE
                .instance(new Tasks.NoteOf(verification.id(), note.kind()).name())
                .scheduledTo(now);
    }

    @Override
    public void changed(InstallationId installation, Verification verification) {
        var ticket = verification.request().ticket();
        changes.tell(database, installation, ticket == null ? 0 : ticket.number());
    }

    /** As {@link #toBeTold}, for a command beside the connector, whose workers find it within a second. */
    public static KeepAccounts.FormerPoints formerPoints(SchedulerClient scheduler) {
        return (installation, account, newPoint) -> scheduler.scheduleIfNotExists(
                Tasks.TELL_FORMER_POINT.instance(newPoint).scheduledTo(Instant.EPOCH));
    }

    @Override
    public void toBeTold(InstallationId installation, AccountId account, String newPoint) {
        scheduler.scheduleIfNotExists(Tasks.TELL_FORMER_POINT.instance(newPoint).scheduledTo(Instant.EPOCH));
        afterCommit();
    }

    private void afterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wake.run();
            }
        });
    }
}
