package io.countersign.figures;

import ch.qos.logback.classic.Level;
import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.MasterKey;
import io.countersign.figures.Verdicts.Held;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Measures everything, and prints the table. {@code docs/figures.md} says how it is meant. */
public final class Figures {
    private static final int TENANTS = 40;
    private static final Duration VENDORS_ANSWER = Duration.ofMillis(50);
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_REST = Duration.ofMinutes(2);
    private static final Duration WATCHED_AFTER_START = Duration.ofSeconds(5);
    /** After which PostgreSQL's idle sessions have reported what they did. */
    private static final Duration STATISTICS = Duration.ofSeconds(11);

    /** No two calls of what a start does are this far apart. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final int TICKETS_OF_CALLBACKS = 200;
    private static final int FIXED_PACE = 200;
    private static final double MIB = 1024 * 1024;

    /** How the connector is started besides its cache; {@code docs/figures.md} names them as the way to start it. */
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx192m");

    /** How much is done: enough to say something, or as little as shows that this program works. */
    private record Size(
            int rounds, Duration calibration, int warmUp, int verifications, int callbackSeconds, int pacedSeconds) {
        static final Size FULL = new Size(3, Duration.ofSeconds(5), 5_000, 700, 10, 20);
        static final Size QUICK = new Size(1, Duration.ofSeconds(1), 100, 100, 2, 4);
    }

    private final Size size;
    private final PlayedPsa psa;
    private final Database database;
    private final People people;
    private final Vendors vendors;
    private final PackagedConnector connector;
    private final int port;
    private final List<Tenant> tenants;
    private final VerificationLoad verifications;
    private final CallbackLoad callbacks;
    private final OneRowInserts inserts;
    private final DiskSync disk;
    private final Rounds rounds;
    private final List<Long> changing;
    private final Verdicts verdicts;
    private final List<String> kinds = new ArrayList<>();

    private Figures(
            Size size,
            PlayedPsa psa,
            Psa.Kind kind,
            Database database,
            People people,
            Vendors vendors,
            PackagedConnector connector,
            int port,
            List<Tenant> tenants,
            Path folder) {
        this.size = size;
        this.psa = psa;
        this.verdicts = new Verdicts(kind);
        this.database = database;
        this.people = people;
        this.vendors = vendors;
        this.connector = connector;
        this.port = port;
        this.tenants = tenants;
        this.verifications = new VerificationLoad(port, tenants, vendors);
        this.callbacks = new CallbackLoad(port);
        this.inserts = new OneRowInserts(database);
        this.disk = new DiskSync(folder.resolve("disk-sync"));
        this.rounds = new Rounds(size.rounds(), connector, database);
        this.changing = people.take(TICKETS_OF_CALLBACKS * TENANTS).stream()
                .filter(person -> verifications.tenantOf(person).equals(tenants.getFirst()))
                .map(People.Person::ticket)
                .toList();
    }

    /**
     * Measures once.
     *
     * @param arguments the packaged jar; a folder that may be emptied; {@code full}, or {@code quick} to try the program rather than to measure; the PSA by its key
     */
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.zonky")).setLevel(Level.WARN);
        Path jar = Path.of(arguments[0]);
        Path folder = emptied(Path.of(arguments[1]));
        var size = arguments[2].equals("quick") ? Size.QUICK : Size.FULL;
        var kind = Psa.Kind.ofKey(arguments[3])
                .orElseThrow(() -> new IllegalArgumentException("figures.psa is connectwise or autotask"));
        var people = new People();
        var psa = PlayedPsa.of(kind, people);
        int port = freePort();
        try (var database = Database.begin(folder.resolve("postgres"));
                var vendors = Vendors.begin(psa, VENDORS_ANSWER);
                var connector = PackagedConnector.extract(jar, folder, OPTIONS)) {
            Path keyFile = folder.resolve("master-key");
            Files.writeString(keyFile, connector.command("secrets", "new"));
            connector.settings(List.of(
                    "--server.port=" + port,
                    "--server.address=127.0.0.1",
                    "--management.server.port=" + freePort(),
                    "--spring.datasource.url=" + database.url("countersign"),
                    "--spring.datasource.username=postgres",
                    "--spring.datasource.password=postgres",
                    "--countersign.public-base-url=http://127.0.0.1:" + port,
                    "--countersign.master-key-file=" + keyFile,
                    // their few calls would be counted as a verification's; the training has them once
                    "--countersign.reconcile-every=1d",
                    "--countersign.watch-every=1d",
                    "--countersign.outside.extra-origins=" + vendors.origin()));
            connector.command("installation", "list");
            var masterKey = MasterKey.of(Files.readString(keyFile));
            var tables = database.client("countersign");
            var tenants = new ArrayList<Tenant>();
            for (int i = 1; i <= TENANTS; i++) {
                tenants.add(Tenant.add(i, psa, tables, masterKey, vendors.origin()));
            }
            var ends = new Thread(connector::end);
            Runtime.getRuntime().addShutdownHook(ends);
            var figures = new Figures(size, psa, kind, database, people, vendors, connector, port, tenants, folder);
            String said = figures.measure();
            Runtime.getRuntime().removeShutdownHook(ends);
            Files.writeString(folder.resolve("figures.md"), said);
            System.out.println();
            System.out.println(said);
        }
    }

    private static Path emptied(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String measure() throws Exception {
        train();
        var starts = starts();
        callsToThePsa();
        warmUp();
        var verified = wholeVerifications();
        var rush = rush();
        var pace = pace();
        long resident = Processes.peakResident(connector.pid());
        var counts = counts();

        double start = starts.median(round -> round.measured().seconds());
        int notServed = starts.rounds().stream()
                .mapToInt(round -> round.measured().notServed())
                .sum();
        cpu(verified);
        ratio(rush);
        added(verified);
        waiting(pace);
        withinASecond(pace);
        verdicts.add(
                "peak resident memory of the packaged jar under that load",
                "%.0f MB (%s)".formatted(resident / MIB, String.join(" ", OPTIONS)),
                "512 MB",
                "350 MB",
                false,
                Held.atMost(resident / MIB, 512, 350));
        verdicts.add(
                "start to first accepted callback, packaged jar, extracted, with AOT cache",
                "%.2f s; %d times 404 or 503 after the first 2xx".formatted(start, notServed),
                "8 s",
                "4 s, none",
                starts.isVoid(),
                Held.atMost(start, 8, 4),
                Held.atMost(notServed, 0, 0));
        commits(counts);
        return about() + verdicts.table() + "\n" + besides(verified, rush, pace, counts);
    }

    // ---- the start ----

    /** A short life with everything in it once, from which the JVM learns what the next start needs. */
    private void train() throws Exception {
        connector.startInTraining();
        awaitAccepted(System.nanoTime());
        verifications.liftLimits();
        var some = people.take(200);
        verifications.enrol(some);
        verifications.verify(some);
        deliver(2_000);
        connector.end();
        System.out.printf("trained: the cache has %.0f MB%n", connector.cacheBytes() / MIB);
    }

    /** @param afterwards how often each status came after the first that accepted */
    private record Started(double seconds, Map<Integer, Integer> afterwards) {
        int notServed() {
            return afterwards.getOrDefault(404, 0) + afterwards.getOrDefault(503, 0);
        }
    }

    private Rounds.Series<Started> starts() throws Exception {
        return rounds.of(
                "start",
                () -> Rounds.Reading.of(1),
                () -> {
                    connector.end();
                    return System.nanoTime();
                },
                ended -> {
                    long begin = System.nanoTime();
                    connector.start();
                    return new Started(awaitAccepted(begin), statusesAfterwards());
                });
    }

    private double awaitAccepted(long begin) throws IOException {
        var tenant = tenants.getFirst();
        while (System.nanoTime() - begin < LONGEST_START.toNanos()) {
            connector.pid();
            try (var line = new Line(port)) {
                if (line.send(tenant.callback(changing.getFirst())).accepted()) {
                    return (System.nanoTime() - begin) / 1e9;
                }
            } catch (IOException notYet) {
                // nobody listens yet
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        throw new IllegalStateException("no callback was accepted within " + LONGEST_START);
    }

    private Map<Integer, Integer> statusesAfterwards() throws IOException {
        var statuses = new TreeMap<Integer, Integer>();
        long end = System.nanoTime() + WATCHED_AFTER_START.toNanos();
        while (System.nanoTime() < end) {
            try (var line = new Line(port)) {
                int status = line.send(tenants.getFirst().callback(changing.getFirst()))
                        .status();
                statuses.merge(status, 1, Integer::sum);
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return statuses;
    }

    // ---- counts ----

    private void callsToThePsa() throws Exception {
        verifications.liftLimits();
        var cold = people.take(20);
        var warm = people.take(20);
        verifications.enrol(cold);
        verifications.enrol(warm);
        var first = people.take(TENANTS);
        verifications.enrol(first);
        quiet();
        // what is kept for hours, as a company's name is, is asked for by the first of each tenant
        kinds.add("first of a tenant %s".formatted(callsOf(first)));
        var coldKinds = callsOf(cold);
        double coldCalls = total(coldKinds) / (double) cold.size();
        for (var person : warm) {
            try (var line = new Line(port)) {
                line.send(verifications.tenantOf(person).callback(person.ticket()));
            }
        }
        rest();
        var warmKinds = callsOf(warm);
        double warmCalls = total(warmKinds) / (double) warm.size();
        kinds.add("cold %s".formatted(coldKinds));
        kinds.add("seen before %s".formatted(warmKinds));
        verdicts.add(
                "PSA calls per verification, cold / callback seen before",
                "%.1f / %.1f".formatted(coldCalls, warmCalls),
                "3 / 1",
                "2 / 1",
                false,
                Held.atMost(coldCalls, 3, 2),
                Held.atMost(warmCalls, 1, 1));
    }

    /** The calls that these verifications made to the PSA, by kind. */
    private Map<String, Long> callsOf(List<People.Person> verified) throws Exception {
        var before = psaCalls();
        verifications.verify(verified);
        rest();
        var made = psaCalls();
        before.forEach((kind, count) -> made.merge(kind, -count, Long::sum));
        made.values().removeIf(count -> count == 0);
        return made;
    }

    private Map<String, Long> psaCalls() {
        var calls = vendors.calls();
        calls.remove("text");
        return calls;
    }

    private static long total(Map<String, Long> calls) {
        return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Until nothing of what a start asks each PSA for is still on its way. */
    private void quiet() throws InterruptedException {
        long end = System.nanoTime() + LONGEST_REST.toNanos();
        long before = -1;
        for (long now = total(psaCalls()); now != before; now = total(psaCalls())) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the connector does not stop asking the PSAs");
            }
            before = now;
            Thread.sleep(QUIET);
        }
    }

    /** What one accepted callback costs, everything that follows from it included. */
    private record Counts(int accepted, long writing, double transactions, double bytes) {}

    private Counts counts() throws Exception {
        try (var allocation = Allocation.of(connector.pid())) {
            // what the load before has left would be taken for idling
            rest();
            int count = perRush();
            long quietBegin = System.nanoTime();
            long transactionsBefore = database.transactions();
            Thread.sleep(STATISTICS);
            double idle = (database.transactions() - transactionsBefore) / ((System.nanoTime() - quietBegin) / 1e9);
            var requests = signed(count);
            long begin = System.nanoTime();
            long writing = database.writingTransactions();
            long transactions = database.transactions();
            long bytes = allocation.bytes();
            var delivered = callbacks.asFastAsTheyAreTaken(requests);
            rest();
            bytes = allocation.bytes() - bytes;
            writing = database.writingTransactions() - writing;
            Thread.sleep(STATISTICS);
            double all = database.transactions() - transactions - idle * (System.nanoTime() - begin) / 1e9;
            return new Counts(delivered.accepted(), writing, all, bytes);
        }
    }

    private void commits(Counts counts) {
        double commits = counts.writing() / (double) counts.accepted();
        verdicts.add(
                "commits per accepted callback; bytes allocated per accepted callback",
                "%.2f; %.0f bytes".formatted(commits, counts.bytes() / counts.accepted()),
                "1",
                "below 1 under load",
                false,
                Held.atMost(commits, 1, 0.999));
    }

    // ---- load ----

    private void warmUp() throws Exception {
        var persons = people.take(size.warmUp());
        verifications.enrol(persons);
        verifications.verify(persons);
        rest();
        for (int i = 0; i < 3; i++) {
            var delivered = deliver(perRush());
            perSecond = delivered.perSecond();
        }
        System.out.printf("warmed up: %.0f callbacks a second%n", perSecond);
    }

    /** Callbacks a second, as of now. */
    private double perSecond = 500;

    private int perRush() {
        return (int) (perSecond * size.callbackSeconds());
    }

    private CallbackLoad.Delivered deliver(int count) throws Exception {
        var delivered = callbacks.asFastAsTheyAreTaken(signed(count));
        rest();
        return delivered;
    }

    /** Until everything that follows from callbacks and verifications is done. */
    private void rest() {
        JdbcClient tables = database.client("countersign");
        long end = System.nanoTime() + LONGEST_REST.toNanos();
        while (tables.sql(
                                "select (select count(*) from webhook where read_at is null) + (select count(*) from note where state <> 'WRITTEN')")
                        .query(Long.class)
                        .single()
                > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the connector does not come to rest");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private record Verified(int count, Sample toText, Sample toNote, Sample inAll) {
        @Override
        public String toString() {
            return "%d verified, p50 / p99 added: %.1f / %.1f ms to the text, %.1f / %.1f ms to the note, %.1f / %.1f ms in all"
                    .formatted(
                            count,
                            toText.median(),
                            toText.at(0.99),
                            toNote.median(),
                            toNote.at(0.99),
                            inAll.median(),
                            inAll.at(0.99));
        }
    }

    private Rounds.Series<Verified> wholeVerifications() throws Exception {
        return rounds.of("verifications", this::insertsPerSecond, this::enrolled, persons -> {
            var added = verifications.verify(persons);
            rest();
            return new Verified(
                    added.size(),
                    Sample.of(added.stream().map(VerificationLoad.Added::toText).toList()),
                    Sample.of(added.stream().map(VerificationLoad.Added::toNote).toList()),
                    Sample.of(added.stream().map(VerificationLoad.Added::inAll).toList()));
        });
    }

    private List<People.Person> enrolled() throws Exception {
        var persons = people.take(size.verifications());
        verifications.enrol(persons);
        return persons;
    }

    private Rounds.Series<CallbackLoad.Delivered> rush() throws Exception {
        return rounds.of("callbacks", this::insertsPerSecond, () -> signed(perRush()), requests -> {
            var delivered = callbacks.asFastAsTheyAreTaken(requests);
            rest();
            return delivered;
        });
    }

    private Rounds.Series<CallbackLoad.Delivered> pace() throws Exception {
        return rounds.of(
                "callbacks at " + FIXED_PACE + "/s",
                this::syncMillis,
                () -> signed(FIXED_PACE * size.pacedSeconds()),
                requests -> callbacks.paced(requests, FIXED_PACE));
    }

    private List<byte[]> signed(int count) {
        return tenants.getFirst().callbacks(count, changing);
    }

    private Rounds.Reading insertsPerSecond() throws Exception {
        return Rounds.Reading.of(inserts.perSecond(size.calibration()));
    }

    /** The slowest hundredth of few syncs is never twice the same; the machine is the same when the usual sync is. */
    private Rounds.Reading syncMillis() throws IOException {
        var syncs = disk.sample(FIXED_PACE * size.pacedSeconds() / 2, FIXED_PACE);
        return new Rounds.Reading(syncs.at(0.99), syncs.median());
    }

    // ---- what it comes to ----

    private void cpu(Rounds.Series<Verified> verified) {
        double millis = verified.median(round -> millis(round.usage().cpu(), round));
        verdicts.add(
                "CPU per whole verification, application and database",
                "%.2f ms".formatted(millis),
                "8 ms",
                "4 ms",
                verified.isVoid(),
                Held.atMost(millis, 8, 4));
    }

    private static double millis(double seconds, Rounds.Round<Verified> round) {
        return 1_000 * seconds / round.measured().count();
    }

    private void ratio(Rounds.Series<CallbackLoad.Delivered> rush) {
        double ratio = rush.median(round -> round.measured().perSecond() / round.calibrator());
        verdicts.add(
                "durably accepted callbacks/s at 64 connections : durable one-row inserts/s at 16 clients",
                "%.2f (%.0f : %.0f)"
                        .formatted(
                                ratio,
                                rush.median(round -> round.measured().perSecond()),
                                rush.median(Rounds.Round::calibrator)),
                "0.12",
                "0.25",
                rush.isVoid(),
                Held.atLeast(ratio, 0.12, 0.25));
    }

    private void added(Rounds.Series<Verified> verified) {
        double half = verified.median(round -> round.measured().inAll().median());
        double most = verified.median(round -> round.measured().inAll().at(0.99));
        verdicts.add(
                "time added over the vendors' own answers, p50 / p99, 16 in flight",
                "%.1f / %.1f ms".formatted(half, most),
                "40 / 150 ms",
                "10 / 60 ms",
                verified.isVoid(),
                Held.atMost(half, 40, 10),
                Held.atMost(most, 150, 60));
    }

    private void waiting(Rounds.Series<CallbackLoad.Delivered> pace) {
        double over = pace.median(round -> round.measured().millis().at(0.99) - round.calibrator());
        verdicts.add(
                "accept p99 at a fixed 200/s, over the disk's own sync p99",
                "%.1f ms (%.1f over %.1f)"
                        .formatted(
                                over,
                                pace.median(round -> round.measured().millis().at(0.99)),
                                pace.median(Rounds.Round::calibrator)),
                "50 ms",
                "15 ms",
                pace.isVoid(),
                Held.atMost(over, 50, 15));
    }

    /** The worst of the rounds that count: a vendor that waits too long once gives that webhook up. */
    private void withinASecond(Rounds.Series<CallbackLoad.Delivered> pace) {
        double share = -pace.most(round -> -round.measured().withinASecond());
        double longest = pace.most(round -> round.measured().millis().largest());
        verdicts.add(
                "webhooks answered within a second at a fixed 200/s: share",
                "%.2f %% (p99 %.1f ms, longest %.1f ms)"
                        .formatted(
                                100 * share,
                                pace.median(round -> round.measured().millis().at(0.99)),
                                longest),
                "99.9 %",
                "100 %",
                pace.isVoid(),
                Held.atLeast(share, 0.999, 1));
    }

    private String about() {
        return "%s. %d cores, Java %s, PostgreSQL %s with fsync, synchronous_commit and full_page_writes on; the vendors answer after %d ms.%n%n"
                .formatted(
                        psa.title(),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature(),
                        database.version(),
                        VENDORS_ANSWER.toMillis());
    }

    /** What nothing is held against, and what helps to read the rest. */
    private String besides(
            Rounds.Series<Verified> verified,
            Rounds.Series<CallbackLoad.Delivered> rush,
            Rounds.Series<CallbackLoad.Delivered> pace,
            Counts counts) {
        return """
                | besides | measured |
                |---|---|
                | CPU per whole verification: application / of that its JIT compiler / database | %.2f / %.2f / %.2f ms |
                | time added p50 / p99: to the text | %.1f / %.1f ms |
                | time added p50 / p99: to the note | %.1f / %.1f ms |
                | CPU per accepted callback, reading the tickets again included: application / database | %.3f / %.3f ms |
                | calls to the PSA by kind, verifications: %d first of a tenant, 20 cold, 20 seen before | %s |
                | callbacks not accepted, of all rounds | %d |
                | accept p50 at a fixed 200/s | %.1f ms |
                | transactions per accepted callback, those that only read included | %.2f |
                """.formatted(
                verified.median(round -> millis(round.usage().connector(), round)),
                verified.median(round -> millis(round.usage().compiling(), round)),
                verified.median(round -> millis(round.usage().database(), round)),
                verified.median(round -> round.measured().toText().median()),
                verified.median(round -> round.measured().toText().at(0.99)),
                verified.median(round -> round.measured().toNote().median()),
                verified.median(round -> round.measured().toNote().at(0.99)),
                rush.median(round ->
                        1_000 * round.usage().connector() / round.measured().accepted()),
                rush.median(round ->
                        1_000 * round.usage().database() / round.measured().accepted()),
                TENANTS,
                String.join("; ", kinds),
                java.util.stream.Stream.concat(rush.rounds().stream(), pace.rounds().stream())
                        .flatMap(round -> round.measured().refused().values().stream())
                        .mapToInt(Integer::intValue)
                        .sum(),
                pace.median(round -> round.measured().millis().median()),
                counts.transactions() / counts.accepted());
    }
}
