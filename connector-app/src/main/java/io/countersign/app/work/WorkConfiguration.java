package io.countersign.app.work;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.countersign.app.CountersignProperties;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PlaceStates;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.channel.OutsideOrigins;
import io.countersign.app.channel.twilio.TwilioTexts;
import io.countersign.app.console.ConsoleSessions;
import io.countersign.app.installation.Installations;
import io.countersign.app.journal.SealJournal;
import io.countersign.app.live.Changes;
import io.countersign.app.people.KeepPeople;
import io.countersign.app.pod.PodSessions;
import io.countersign.app.psa.EachPsa;
import io.countersign.app.reply.PollTexts;
import io.countersign.app.secrets.Keys;
import io.countersign.app.setup.Watch;
import io.countersign.app.signin.SignIns;
import io.countersign.app.staff.Staff;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.app.webhook.Reconcile;
import io.countersign.challenge.Mails;
import io.countersign.challenge.TextMessages;
import io.countersign.connectwise.CallbackKeys;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketSystem;
import io.countersign.verification.VerificationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** The workers and what wakes them. Work is started by the commit that owes it; polling every second is only the net below. */
@Configuration(proxyBeanMethods = false)
class WorkConfiguration {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    /** The least that the scheduler takes: a dead worker's work is taken over after 20 s. */
    private static final int MISSED_HEARTBEATS = 4;

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration LONGEST_AFTER_FAILURE = Duration.ofMinutes(5);
    private static final Duration BETWEEN_TIDYING = Duration.ofMinutes(1);
    /** What is younger than this may be removed unseen. */
    private static final Duration BETWEEN_SEALS = Duration.ofMinutes(10);

    /** A technician waits for what is told there. */
    private static final Duration BETWEEN_POLLS = Duration.ofSeconds(3);

    private static final int WORKERS = 32;

    /** Apart from the scheduler, which needs the workers, which need this. */
    @Bean
    @Primary
    SchedulerClient schedulerClient(DataSource dataSource) {
        return SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
                .build();
    }

    @Bean
    @ConditionalOnMissingBean
    Clock schedulerClock() {
        return Instant::now;
    }

    @Bean
    Work work(
            JdbcClient database,
            SchedulerClient client,
            Keys keys,
            Changes changes,
            PlaceStates places,
            ObjectProvider<Scheduler> scheduler) {
        return new Work(
                database,
                client,
                keys,
                changes,
                places,
                () -> scheduler.ifAvailable(Scheduler::triggerCheckForDueExecutions));
    }

    @Bean
    LeaveNotes leaveNotes(
            JdbcClient database,
            TransactionTemplate transaction,
            PostgresVerifications verifications,
            TicketSystem tickets,
            Installations installations,
            Keys keys,
            DecisionClock clock) {
        return new LeaveNotes(database, transaction, verifications, tickets, installations, keys, clock);
    }

    @Bean
    WordedCodes wordedCodes(Installations installations, io.countersign.app.PublicUrl publicUrl) {
        return new WordedCodes(installations, reference -> publicUrl.at("/confirm/" + reference));
    }

    @Bean
    SendCodes sendCodes(
            JdbcClient database,
            TransactionTemplate transaction,
            PostgresVerifications verifications,
            PlaceStates places,
            TextMessages texts,
            Mails mails,
            CodeMessages words) {
        return new SendCodes(database, transaction, verifications, places, texts, mails, words);
    }

    @Bean
    TellFormerPoint tellFormerPoint(
            JdbcClient database,
            PostgresAccounts accounts,
            KeepAccounts keep,
            Installations installations,
            TextMessages texts,
            Mails mails,
            Keys keys,
            DecisionClock clock) {
        return new TellFormerPoint(database, accounts, keep, installations, texts, mails, keys, clock);
    }

    @Bean
    AlertTeam alertTeam(
            JdbcClient database,
            PostgresVerifications verifications,
            Installations installations,
            AlertWays ways,
            DecisionClock clock) {
        return new AlertTeam(database, verifications, installations, ways, clock);
    }

    @Bean
    AlertWays alertWays(Mails mails, OutsideOrigins outside) {
        return new AlertWays(mails, outside);
    }

    @Bean
    TellAlarm tellAlarm(
            JdbcClient database,
            SchedulerClient scheduler,
            Installations installations,
            Keys keys,
            AlertWays ways,
            DecisionClock clock) {
        return new TellAlarm(database, scheduler, installations, keys, ways, clock);
    }

    @Bean
    Housekeeping housekeeping(
            JdbcClient database,
            Installations installations,
            CallbackKeys callbackKeys,
            PodSessions sessions,
            ConsoleSessions consoles,
            SignIns signIns,
            Staff staff) {
        return new Housekeeping(database, installations, callbackKeys, sessions, consoles, signIns, staff);
    }

    @Bean
    StartWork startWork(
            Installations installations,
            EachPsa psas,
            TwilioTexts texts,
            Housekeeping housekeeping,
            Reconcile reconcile) {
        return new StartWork(installations, psas, texts, housekeeping, reconcile);
    }

    /** Aside: nobody waits for it. */
    @Bean
    ApplicationRunner atTheStart(StartWork startWork) {
        return arguments -> Thread.ofVirtual().name("start-work").start(startWork::run);
    }

    @Bean
    Scheduler scheduler(
            DataSource dataSource,
            JdbcClient database,
            SendCodes sendCodes,
            LeaveNotes leaveNotes,
            TellFormerPoint tellFormerPoint,
            AlertTeam alertTeam,
            Housekeeping housekeeping,
            SealJournal sealJournal,
            Reconcile reconcile,
            PollTexts pollTexts,
            KeepPeople keepPeople,
            Watch watch,
            TellAlarm tellAlarm,
            CountersignProperties properties,
            PostgresVerifications verifications,
            Clock schedulerClock) {
        Task<?> tell = repeating(Tasks.TELL_FORMER_POINT, tellFormerPoint::run);
        Task<?> alerts = repeating(Tasks.ALERT, name -> {
            var id = new VerificationId(name);
            return installationOf(database, id).flatMap(installation -> alertTeam.run(installation, id));
        });
        Task<?> alarms = repeating(Tasks.ALARM, tellAlarm::run);
        Task<?> send = repeating(Tasks.SEND_CODE, name -> sendCodes.run(Tasks.Copy.of(name)));
        Task<?> notes = com.github.kagkarlsson.scheduler.task.helper.Tasks.custom(Tasks.LEAVE_NOTE)
                .onFailure(this::backOff)
                .execute((instance, context) -> {
                    var next = leaveNotes.run(Tasks.NoteOf.of(instance.getId()));
                    next.lookForDouble()
                            .ifPresent(at -> context.getSchedulerClient()
                                    .scheduleIfNotExists(Tasks.LOOK_FOR_DOUBLE_NOTE
                                            .instance(instance.getId())
                                            .scheduledTo(at)));
                    return completion(next.again());
                });
        Task<?> doubles = repeating(Tasks.LOOK_FOR_DOUBLE_NOTE, name -> {
            leaveNotes.lookForDouble(Tasks.NoteOf.of(name));
            return Optional.empty();
        });
        Task<?> expiries = repeating(Tasks.EXPIRE, name -> {
            var id = new VerificationId(name);
            installationOf(database, id)
                    .ifPresent(installation -> verifications.decide(installation, id, (v, now) -> v.expire(now)));
            return Optional.empty();
        });
        var tidy = com.github.kagkarlsson.scheduler.task.helper.Tasks.recurring(
                        "housekeeping", FixedDelay.of(BETWEEN_TIDYING))
                .execute((instance, context) -> housekeeping.tidy());
        var seals = com.github.kagkarlsson.scheduler.task.helper.Tasks.recurring(
                        "seal-journal", FixedDelay.of(BETWEEN_SEALS))
                .execute((instance, context) -> sealJournal.run());
        var reconciling = com.github.kagkarlsson.scheduler.task.helper.Tasks.recurring(
                        "reconcile", FixedDelay.of(properties.reconcileEvery()))
                .execute((instance, context) -> reconcile.run());
        var people = com.github.kagkarlsson.scheduler.task.helper.Tasks.recurring(
                        "keep-people", FixedDelay.of(properties.reconcileEvery()))
                .execute((instance, context) -> keepPeople.run());
        var watching = com.github.kagkarlsson.scheduler.task.helper.Tasks.recurring(
                        "watch", FixedDelay.of(properties.watchEvery()))
                .execute((instance, context) -> watch.run());
        var polling = com.github.kagkarlsson.scheduler.task.helper.Tasks.recurring(
                        "poll-texts", FixedDelay.of(BETWEEN_POLLS))
                .execute((instance, context) -> pollTexts.run());
        return Scheduler.create(
                        new TransactionAwareDataSourceProxy(dataSource),
                        List.of(send, notes, doubles, expiries, tell, alerts, alarms))
                .startTasks(
                        properties.outboundOnly()
                                ? List.of(tidy, seals, reconciling, people, polling)
                                : List.of(tidy, seals, reconciling, people, watching))
                .threads(WORKERS)
                .executorService(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("worker-", 0).factory()))
                .pollingInterval(POLL)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .pollUsingLockAndFetch(0.5, 1.0)
                .enableImmediateExecution()
                .shutdownMaxWait(Duration.ofSeconds(15))
                .clock(schedulerClock)
                .build();
    }

    private static Optional<InstallationId> installationOf(JdbcClient database, VerificationId id) {
        return database.sql("select installation from verification where id = ?")
                .param(id.value())
                .query((row, number) -> new InstallationId(row.getString(1)))
                .optional();
    }

    /** A task that says when it wants to go on, or that it is done. */
    private Task<Void> repeating(TaskDescriptor<Void> task, Function<String, Optional<Instant>> run) {
        return com.github.kagkarlsson.scheduler.task.helper.Tasks.custom(task)
                .onFailure(this::backOff)
                .execute((instance, context) -> completion(run.apply(instance.getId())));
    }

    private static CompletionHandler<Void> completion(Optional<Instant> again) {
        return again.<CompletionHandler<Void>>map(at -> (complete, operations) -> operations.reschedule(complete, at))
                .orElseGet(CompletionHandler.OnCompleteRemove::new);
    }

    /** What fails unexpectedly is tried again, ever more slowly; it is never dropped. */
    private void backOff(
            com.github.kagkarlsson.scheduler.task.ExecutionComplete failed,
            com.github.kagkarlsson.scheduler.task.ExecutionOperations<Void> operations) {
        int failures = Math.min(failed.getExecution().consecutiveFailures, 10);
        Duration wait = AFTER_FAILURE.multipliedBy(1L << failures);
        operations.reschedule(
                failed,
                failed.getTimeDone().plus(wait.compareTo(LONGEST_AFTER_FAILURE) > 0 ? LONGEST_AFTER_FAILURE : wait));
    }

    @Bean
    SmartLifecycle workers(Scheduler scheduler, Changes changes) {
        // what this replica owes wakes it by its own commit
        changes.onAnyElsewhere(scheduler::triggerCheckForDueExecutions);
        return new SmartLifecycle() {
            private volatile boolean running;

            @Override
            public void start() {
                scheduler.start();
                running = true;
            }

            @Override
            public void stop() {
                scheduler.stop();
                running = false;
            }

            @Override
            public boolean isRunning() {
                return running;
            }
        };
    }
}
