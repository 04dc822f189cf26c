package io.countersign.app.command;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import io.countersign.account.Baseline.Doubt;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.command.Commands.Mistake;
import io.countersign.app.command.Commands.Options;
import io.countersign.app.installation.Installations;
import io.countersign.app.people.PeopleConfiguration;
import io.countersign.app.people.PeopleReport;
import io.countersign.app.people.PeopleReport.Report;
import io.countersign.app.people.TakeOver;
import io.countersign.app.people.TakeOver.Begun;
import io.countersign.app.people.TakeOver.Progress;
import io.countersign.app.policy.PolicyForm;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.secrets.Keys;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.work.Work;
import io.countersign.policy.Assurance;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import io.countersign.verification.Offers;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code people take-over} and {@code people report}: with the database and the PSA, without server and workers. */
final class PeopleCommands {
    private static final Map<Doubt, String> SENTENCES = Map.of(
            Doubt.CHANGED_LATELY, "changed at the PSA in the last 7 days",
            Doubt.SHARED, "shared between people",
            Doubt.COMPANY_NUMBER, "a company's number",
            Doubt.ROLE_MAILBOX, "a mailbox of a role",
            Doubt.LANDLINE, "a landline, or nothing calls it a mobile; not taken",
            Doubt.UNUSABLE, "no number or address that can be used; not taken",
            Doubt.HISTORY, "left somebody else lately, or waits elsewhere");

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration AFTER_SILENCE = Duration.ofSeconds(5);
    private static final int MOST_PAUSES_IN_A_ROW = 15;

    private final PrintStream out;
    private final Consumer<Duration> pause;

    /** @param pause waits */
    PeopleCommands(PrintStream out, Consumer<Duration> pause) {
        this.out = out;
        this.pause = pause;
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Mistake("Interrupted. The same command goes on where it was.");
        }
    }

    /** What these commands take beside what others do. No configuration of its own, or the connector would find it too. */
    @Import(PeopleConfiguration.class)
    static class Parts {
        @Bean
        TransactionTemplate transaction(PlatformTransactionManager manager) {
            return new TransactionTemplate(manager);
        }

        @Bean
        PostgresAccounts accounts(JdbcClient database, Keys keys) {
            return new PostgresAccounts(database, keys);
        }

        @Bean
        PostgresPolicies policies(JdbcClient database) {
            return new PostgresPolicies(database, new PolicyForm());
        }

        @Bean
        Offers offers(Keys keys) {
            return new Offers(keys);
        }

        @Bean
        KeepAccounts keepAccounts(
                JdbcClient database,
                TransactionTemplate transaction,
                DecisionClock clock,
                Keys keys,
                PostgresAccounts accounts,
                DataSource dataSource) {
            var scheduler = SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
                    .build();
            return new KeepAccounts(database, transaction, clock, keys, accounts, Work.formerPoints(scheduler));
        }
    }

    void run(String what, Options options) {
        var id = Commands.installation(options);
        try (var context = CommandContext.open(options.rest(), Parts.class)) {
            if (context.getBean(Installations.class).find(id).isEmpty()) {
                throw new Mistake("There is no installation of that id.");
            }
            var takeOver = context.getBean(TakeOver.class);
            var report = context.getBean(PeopleReport.class);
            if (what.equals("report")) {
                if (takeOver.progress(id).isEmpty()) {
                    throw new Mistake("Nobody has been taken over yet: people take-over does it.");
                }
                print(takeOver.progress(id).orElseThrow(), report.of(id));
            } else if (options.flag("again")) {
                again(takeOver, report, id);
            } else if (options.flag("dry-run")) {
                rehearse(takeOver, report, id, options.flag("new-customers"));
            } else {
                takeOver(takeOver, report, id, options.flag("new-customers"));
            }
        }
    }

    private void takeOver(TakeOver takeOver, PeopleReport report, InstallationId id, boolean newCustomers) {
        mayBegin(takeOver.begin(id, newCustomers));
        var done = toTheEnd(() -> takeOver.step(id));
        print(done, report.of(id));
    }

    private void mayBegin(Begun begun) {
        switch (begun) {
            case Begun.GoesOn(var resumed) -> {
                if (resumed) {
                    out.println("Goes on where it was.");
                }
            }
            case Begun.AlreadyDone(var at) ->
                throw new Mistake(
                        "The people were taken over already, begun " + at
                                + ". It is one act: whoever came later waits for a person. With --again what was missed since is found, and nothing settles by it.");
            case Begun.BegunOtherwise(var newCustomers) ->
                throw new Mistake("It was begun " + (newCustomers ? "with" : "without")
                        + " --new-customers, and what was passed over is not looked at again: finish it the same way.");
        }
    }

    private void rehearse(TakeOver takeOver, PeopleReport report, InstallationId id, boolean newCustomers) {
        if (takeOver.progress(id).isPresent()) {
            throw new Mistake("It was begun already; people report says how far it came.");
        }
        takeOver.rehearse(
                id,
                newCustomers,
                steps -> {
                    var unused = toTheEnd(steps::step);
                },
                () -> {
                    print(takeOver.progress(id).orElseThrow(), report.of(id));
                    return id;
                });
        out.println("A dry run: nothing was written.");
    }

    private void again(TakeOver takeOver, PeopleReport report, InstallationId id) {
        if (!takeOver.progress(id).map(Progress::finished).orElse(false)) {
            throw new Mistake("There is nothing to compare with yet: people take-over first, without --again.");
        }
        while (!patiently(() -> takeOver.compare(id))) {
            out.println("One more page compared.");
        }
        print(takeOver.progress(id).orElseThrow(), report.of(id));
    }

    private Progress toTheEnd(Supplier<Progress> step) {
        while (true) {
            var progress = patiently(step);
            out.println("%d pages, %d contacts read, %d people taken"
                    .formatted(progress.pages(), progress.contacts(), progress.taken()));
            if (progress.finished()) {
                return progress;
            }
        }
    }

    /** A PSA that is busy or silent is asked again: it was a read. */
    private <T> T patiently(Supplier<T> step) {
        for (int i = 0; ; i++) {
            try {
                return step.get();
            } catch (PsaFault fault) {
                Duration wait = switch (fault) {
                    case PsaFault.Refused refused ->
                        throw new Mistake(
                                "The PSA refuses: " + refused.why() + ". The same command goes on where it was.");
                    case PsaFault.Busy busy -> busy.waitFor();
                    case PsaFault.Unclear unclear -> AFTER_SILENCE;
                };
                if (i >= MOST_PAUSES_IN_A_ROW) {
                    throw new Mistake("The PSA does not answer now. The same command goes on where it was.");
                }
                Duration bounded = wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
                out.println("The PSA is asked again in " + bounded.toSeconds() + " s.");
                pause.accept(bounded);
            }
        }
    }

    private void print(Progress progress, Report report) {
        out.println();
        out.println("Contacts at the PSA        " + progress.contacts());
        out.println("  taken over               " + progress.taken());
        out.println("  on file before           " + progress.onFile());
        out.println("  inactive                 " + progress.inactive());
        out.println("  marked as nobody         " + progress.catchAll());
        out.println("  of no customer           " + progress.elsewhere());
        out.println(progress.finished() ? "The take-over is finished." : "The take-over is not finished.");
        out.println();
        out.println("People with an account     " + report.people());
        for (var level : new Assurance[] {Assurance.A2, Assurance.A1, Assurance.A0}) {
            out.println(
                    "  reach " + level + "                 " + report.levels().getOrDefault(level, 0));
        }
        out.println("  have no usable point     " + report.withoutPoint());
        out.println("  have left at the PSA     " + report.left());
        out.println("Numbers and addresses that wait for a person: " + report.waiting()
                + (report.waiting() == 0 ? "" : " (the console's page \"Waiting\" shows them)"));
        out.println();
        out.println("Not settled");
        for (Doubt doubt : Doubt.values()) {
            out.println("  " + report.count(doubt) + "  " + SENTENCES.get(doubt));
        }
        report.doubted()
                .forEach(one -> out.println("    contact %d  %s  %s  %s"
                        .formatted(one.contact(), one.kind(), one.masked(), SENTENCES.get(one.doubt()))));
        if (!report.withoutCustomer().isEmpty()) {
            out.println();
            out.println("Companies without a customer");
            report.withoutCustomer()
                    .forEach(one -> out.println(
                            "  company %d  %s  %d contacts".formatted(one.company(), one.name(), one.contacts())));
        }
    }
}
