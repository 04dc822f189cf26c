package io.countersign.app.command;

import io.countersign.app.CountersignProperties;
import io.countersign.app.installation.ApiKeys;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.journal.SealJournal;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.MasterKey;
import io.countersign.app.secrets.SealedUnderMaster;
import io.countersign.app.staff.Staff;
import io.countersign.app.verification.DecisionClock;
import io.countersign.ticket.InstallationId;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code secrets new|renew}, {@code installation add|edit|list}, {@code customer add}, {@code key add|revoke}, {@code setup-link}, {@code journal check}, and those of {@link PsaCommands}, {@link PeopleCommands} and {@link DoctorCommand}. They talk to the connector's own database, start no server and no
 * worker, and never take a secret as an argument: arguments stand in process lists and shell histories.
 */
public final class Commands {
    private static final Duration USUAL_LIFE_OF_A_KEY = Duration.ofDays(365);

    private static final String USAGE = """
            secrets new                                                        prints a new master key
            secrets renew                                                      seals everything anew under the first master key
            installation add  --file FILE                                      adds an installation; FILE as in docs/install-connectwise.md
            installation edit --installation ID --file FILE                    replaces its settings and secrets
            installation list
            customer add --installation ID --key KEY --name NAME --company N   links the PSA's company N to a customer
            key add --installation ID --name NAME --scope SCOPE [--scope …] [--days N]    prints an API key, once
            key revoke --installation ID --name NAME
            setup-link --installation ID                                       prints a link that makes whoever signs in through it administrator
            people take-over --installation ID [--new-customers] [--dry-run | --again]    makes accounts of the PSA's contacts, once, and reports
            people report --installation ID                                    how well the people can be verified, and whom to look at
            journal check                                                      whether every event and every seal is as it was written
            """ + PsaCommands.USAGE + DoctorCommand.USAGE;

    private final PrintStream out;

    /** A command that says what it does on {@code out}. */
    public Commands(PrintStream out) {
        this.out = out;
    }

    /** Whether these arguments are a command rather than a start. */
    public static boolean named(String[] arguments) {
        return arguments.length > 0
                && Set.of(
                                "secrets",
                                "installation",
                                "customer",
                                "key",
                                "people",
                                "journal",
                                "setup-link",
                                "psa",
                                "doctor",
                                "help")
                        .contains(arguments[0]);
    }

    /** A mistake of whoever typed it; the message is one sentence for them. */
    static final class Mistake extends RuntimeException {
        Mistake(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /** Runs the command and gives the exit code. */
    public int run(String[] arguments) {
        try {
            var words = Arrays.stream(arguments)
                    .takeWhile(argument -> !argument.startsWith("--"))
                    .toList();
            var options = Options.of(arguments);
            if (PsaCommands.knows(String.join(" ", words))) {
                return new PsaCommands(out).run(String.join(" ", words), options);
            }
            if (String.join(" ", words).equals("doctor")) {
                return new DoctorCommand(out).run(options);
            }
            switch (String.join(" ", words)) {
                case "secrets new" -> out.println(newMasterKey());
                case "people take-over", "people report" ->
                    new PeopleCommands(out, PeopleCommands::pause).run(words.getLast(), options);
                case "secrets renew",
                        "installation add",
                        "installation edit",
                        "installation list",
                        "customer add",
                        "key add",
                        "key revoke",
                        "setup-link",
                        "journal check" -> inDatabase(String.join(" ", words), options);
                default -> {
                    out.print(USAGE);
                    return arguments[0].equals("help") ? 0 : 2;
                }
            }
            return 0;
        } catch (Mistake mistake) {
            out.println(mistake.getMessage());
            return 2;
        }
    }

    private static String newMasterKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** Only the database, none of the rest. */
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        FlywayAutoConfiguration.class
    })
    static final class DatabaseOnly {}

    private void inDatabase(String command, Options options) {
        var application = new SpringApplicationBuilder(DatabaseOnly.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties("logging.level.root=warn")
                .build();
        try (var context = application.run(options.rest().toArray(String[]::new))) {
            var database = context.getBean(JdbcClient.class);
            var properties =
                    Binder.get(context.getEnvironment()).bindOrCreate("countersign", CountersignProperties.class);
            var masterKey = masterKey(properties);
            var keys = Keys.load(database, masterKey);
            var installations = new Installations(database, keys);
            String base = Optional.ofNullable(properties.publicBaseUrl())
                    .map(Object::toString)
                    .orElse("https://(countersign.public-base-url)");
            switch (command) {
                case "secrets renew" ->
                    out.println("Sealed anew: " + new SealedUnderMaster(database, masterKey).renew()
                            + ". Nothing needs the other master keys now.");
                case "installation add" -> add(installations, keys, options, base);
                case "installation edit" -> {
                    Installation changed = InstallationFile.read(Path.of(options.one("file")), installation(options));
                    Installation present = installations
                            .find(changed.id())
                            .orElseThrow(() -> new Mistake("There is no installation of that id."));
                    if (!present.psa().isSameAs(changed.psa())) {
                        throw new Mistake(
                                "This is another PSA or another database of it. What was linked and is owed belongs to the present one: add an installation.");
                    }
                    installations.keep(keepingKeys(changed, present));
                    out.println("Changed. A running connector takes it up within half a minute.");
                }
                case "installation list" ->
                    installations
                            .all()
                            .forEach(id -> out.println(
                                    id.value() + "  " + installations.get(id).name()));
                case "customer add" -> customer(database, keys, options);
                case "key add" -> key(new ApiKeys(database, keys), options);
                case "setup-link" -> setupLink(context, database, keys, installations, installation(options), base);
                case "journal check" ->
                    checkJournal(
                            new SealJournal(
                                    database,
                                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class)),
                                    DecisionClock.ofDatabase(),
                                    installations,
                                    keys.sealKey()),
                            installations);
                default -> {
                    int revoked = new ApiKeys(database, keys).revoke(installation(options), options.one("name"));
                    out.println(revoked == 0 ? "There is no such key." : "Revoked.");
                }
            }
        }
    }

    /** The product made them itself, when it registered its webhooks: a file that does not name any does not mean that they are to go. */
    private static Installation keepingKeys(Installation changed, Installation present) {
        return changed.psa().webhookKeys().isEmpty()
                ? changed.psa()
                        .signingBy(present.psa().webhookKeys())
                        .map(changed::with)
                        .orElse(changed)
                : changed;
    }

    static MasterKey masterKey(CountersignProperties properties) {
        try {
            return MasterKey.read(properties.masterKeyFile(), properties.masterKey());
        } catch (MasterKey.Unusable e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    private void add(Installations installations, Keys keys, Options options, String base) {
        var id = new InstallationId(keys.newName());
        var installation = InstallationFile.read(Path.of(options.one("file")), id);
        installations.keep(installation);
        String hook = installations.newHook(id);
        out.println("Installation  " + id.value());
        String webhook = base + "/webhooks/" + installation.psa().kind().key() + "/" + hook;
        switch (installation.psa().kind()) {
            case CONNECTWISE -> {
                out.println("Callback URL  " + webhook + "?recordId=");
                out.println(
                        "Pod URL       " + base + "/pod/connectwise/" + id.value() + "?id=[cw_id]&screen=[cw_screen]");
            }
            case AUTOTASK -> out.println("Webhook URL   " + webhook);
        }
        out.println("Twilio reply  " + base + "/twilio/" + id.value() + "/inbound");
    }

    private void setupLink(
            ApplicationContext context,
            JdbcClient database,
            Keys keys,
            Installations installations,
            InstallationId id,
            String base) {
        if (installations.find(id).isEmpty()) {
            throw new Mistake("There is no installation of that id.");
        }
        var staff =
                new Staff(database, new TransactionTemplate(context.getBean(PlatformTransactionManager.class)), keys);
        // behind the #, which browsers send to nobody
        out.println(base + "/setup#" + staff.newSetupLink(id));
        out.println("Shown this once. Works once, for 15 minutes: whoever signs in through it becomes administrator.");
    }

    private void checkJournal(SealJournal journal, Installations installations) {
        var faults = new ArrayList<String>();
        for (InstallationId id : installations.all()) {
            var checked = journal.check(id);
            out.println("%s  %d events, %d seals, %d events not under a seal yet"
                    .formatted(id.value(), checked.events(), checked.seals(), checked.unsealed()));
            faults.addAll(checked.faults());
        }
        if (!faults.isEmpty()) {
            throw new Mistake(String.join("\n", faults));
        }
        out.println("Everything is as it was written.");
    }

    private void customer(JdbcClient database, Keys keys, Options options) {
        var id = installation(options);
        long company;
        try {
            company = Long.parseLong(options.one("company"));
        } catch (NumberFormatException e) {
            throw new Mistake("--company wants the PSA's number of the company.");
        }
        if (company < 0) {
            throw new Mistake("--company wants the PSA's number of the company.");
        }
        String customer = "c_" + keys.newName();
        database.sql(
                        "insert into customer (id, installation, key, name) values (?, ?, ?, ?) on conflict (installation, key) do nothing")
                .params(customer, id.value(), options.one("key"), options.one("name"))
                .update();
        database.sql("""
                insert into customer_company (installation, company, customer)
                select installation, ?, id from customer where installation = ? and key = ?
                on conflict (installation, company) do update set customer = excluded.customer
                """).params(company, id.value(), options.one("key")).update();
        out.println("Company " + company + " is customer " + options.one("key") + ".");
    }

    private void key(ApiKeys keys, Options options) {
        Set<Scope> scopes = new HashSet<>();
        for (String scope : options.all("scope")) {
            scopes.add(Scope.ofKey(scope)
                    .orElseThrow(() -> new Mistake("A scope is one of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(Scope.values())
                                            .map(Scope::key)
                                            .toList())
                            + ".")));
        }
        if (scopes.isEmpty()) {
            throw new Mistake("A key without a scope can do nothing; name at least one with --scope.");
        }
        long days;
        try {
            days = options.optional("days").map(Long::parseLong).orElse(USUAL_LIFE_OF_A_KEY.toDays());
        } catch (NumberFormatException e) {
            throw new Mistake("--days wants a number.");
        }
        try {
            String token = keys.add(
                    installation(options),
                    options.one("name"),
                    scopes,
                    Instant.now().plus(Duration.ofDays(days)));
            out.println(token);
            out.println("Shown this once. Good for " + days + " days.");
        } catch (IllegalArgumentException e) {
            throw new Mistake("This cannot be: " + e.getMessage() + ".");
        }
    }

    static InstallationId installation(Options options) {
        try {
            return new InstallationId(options.one("installation"));
        } catch (IllegalArgumentException e) {
            throw new Mistake("--installation wants the 22 characters that installation list shows.");
        }
    }

    /** What stands behind the words of a command. What is none of ours goes on to the settings, such as {@code --spring.datasource.url=…}. */
    record Options(Map<String, List<String>> values, List<String> rest) {
        private static final Set<String> KNOWN =
                Set.of("file", "installation", "name", "key", "company", "scope", "days", "minutes");
        private static final Set<String> FLAGS = Set.of("new-customers", "dry-run", "again");

        static Options of(String[] arguments) {
            var values = new TreeMap<String, List<String>>();
            var rest = new java.util.ArrayList<String>();
            for (int i = 0; i < arguments.length; i++) {
                if (!arguments[i].startsWith("--")) {
                    continue;
                }
                String name = arguments[i].substring(2);
                if (FLAGS.contains(name)) {
                    values.put(name, List.of());
                } else if (!KNOWN.contains(name)) {
                    rest.add(arguments[i]);
                } else if (i + 1 == arguments.length) {
                    throw new Mistake("--" + name + " wants a value.");
                } else {
                    values.computeIfAbsent(name, unseen -> new java.util.ArrayList<>())
                            .add(arguments[++i]);
                }
            }
            return new Options(values, List.copyOf(rest));
        }

        boolean flag(String name) {
            return values.containsKey(name);
        }

        List<String> all(String name) {
            return values.getOrDefault(name, List.of());
        }

        Optional<String> optional(String name) {
            return all(name).stream().findFirst();
        }

        String one(String name) {
            return optional(name).orElseThrow(() -> new Mistake("--" + name + " is missing."));
        }
    }
}
