package io.countersign.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * Calibrator, subject, calibrator; three times. A round in which somebody else used the machine, or whose two calibrators differ, is disturbed: it is shown, counts
 * nowhere and is done once more, a few times at most.
 */
final class Rounds {
    private static final int MOST = 6;
    /** Of the CPU of one core; the kernel's own threads are in it. */
    private static final double MOST_OF_OTHERS = 0.2;

    private static final double MOST_DIFFERENCE = 0.25;

    private final int wanted;
    private final PackagedConnector connector;
    private final Database database;

    Rounds(int wanted, PackagedConnector connector, Database database) {
        this.wanted = wanted;
        this.connector = connector;
        this.database = database;
    }

    /** Something whose rate or wait says how the machine does at this moment. */
    interface Calibrator {
        Reading measure() throws Exception;
    }

    /**
     * What a calibrator says.
     *
     * @param value what the subject is held against
     * @param steady what is compared before and after; the same, unless that value swings on a machine left alone
     */
    record Reading(double value, double steady) {
        static Reading of(double value) {
            return new Reading(value, value);
        }

        double differsFrom(Reading other) {
            return Math.abs(steady - other.steady) / Math.min(steady, other.steady);
        }
    }

    /**
     * What was used while the subject ran.
     *
     * @param connector CPU seconds of the connector
     * @param compiling those of its JIT compiler among them
     * @param database CPU seconds of every process of PostgreSQL
     * @param others cores that everybody else used, this program apart; other machines of the same host are in it
     */
    record Usage(double seconds, double connector, double compiling, double database, double others) {
        double cpu() {
            return connector + database;
        }
    }

    /** @param disturbance empty where there was none */
    record Round<T>(T measured, Usage usage, Reading before, Reading after, String disturbance) {
        double calibrator() {
            return (before.value() + after.value()) / 2;
        }

        boolean disturbed() {
            return !disturbance.isEmpty();
        }
    }

    /** All rounds of one subject, the disturbed ones too. */
    record Series<T>(List<Round<T>> rounds, int wanted) {
        /** Too few rounds were left alone to say anything. */
        boolean isVoid() {
            return undisturbed().size() < wanted;
        }

        /** What is counted: the undisturbed rounds, or all where that says nothing. */
        private List<Round<T>> counted() {
            return isVoid() ? rounds : undisturbed();
        }

        private List<Round<T>> undisturbed() {
            return rounds.stream().filter(round -> !round.disturbed()).toList();
        }

        double median(ToDoubleFunction<Round<T>> figure) {
            return Sample.of(counted().stream().mapToDouble(figure).toArray()).median();
        }

        /** The largest of the rounds that count. */
        double most(ToDoubleFunction<Round<T>> figure) {
            return Sample.of(counted().stream().mapToDouble(figure).toArray()).largest();
        }
    }

    /** What is measured, on what was prepared before the first calibration. */
    interface Subject<P, T> {
        T measure(P prepared) throws Exception;
    }

    <P, T> Series<T> of(String name, Calibrator calibrator, Callable<P> prepare, Subject<P, T> subject)
            throws Exception {
        var rounds = new ArrayList<Round<T>>();
        long clean = 0;
        while (clean < wanted && rounds.size() < (wanted == 1 ? 1 : MOST)) {
            P prepared = prepare.call();
            Reading before = calibrator.measure();
            var use = begin();
            T measured = subject.measure(prepared);
            Usage usage = use.call();
            Reading after = calibrator.measure();
            var round = new Round<>(measured, usage, before, after, disturbance(usage, before, after));
            rounds.add(round);
            clean = rounds.stream().filter(it -> !it.disturbed()).count();
            System.out.printf(
                    "  %s, round %d: %s; calibrator %.2f, %.2f; %.1f s, connector %.2f s CPU (%.2f s compiling), database %.2f s CPU, others %.2f cores%s%n",
                    name,
                    rounds.size(),
                    measured,
                    before.value(),
                    after.value(),
                    usage.seconds(),
                    usage.connector(),
                    usage.compiling(),
                    usage.database(),
                    usage.others(),
                    round.disturbed() ? "; void: " + round.disturbance() : "");
        }
        return new Series<>(List.copyOf(rounds), wanted);
    }

    private static String disturbance(Usage usage, Reading before, Reading after) {
        if (usage.others() > MOST_OF_OTHERS) {
            return "others used %.2f cores".formatted(usage.others());
        }
        double difference = before.differsFrom(after);
        return difference > MOST_DIFFERENCE ? "the calibrators differ by %.0f %%".formatted(100 * difference) : "";
    }

    /** Begins to count; the answer ends it. */
    private Callable<Usage> begin() {
        long self = ProcessHandle.current().pid();
        long begin = System.nanoTime();
        double connectorBefore = connector.isRunning() ? Processes.cpu(connector.pid()) : 0;
        double compilingBefore = compiling();
        double databaseBefore = Processes.cpuWithChildren(database.postmaster());
        double selfBefore = Processes.cpu(self);
        var before = Processes.machine();
        return () -> {
            var after = Processes.machine();
            double seconds = (System.nanoTime() - begin) / 1e9;
            double ofConnector = Processes.cpu(connector.pid()) - connectorBefore;
            double ofDatabase = Processes.cpuWithChildren(database.postmaster()) - databaseBefore;
            double ofSelf = Processes.cpu(self) - selfBefore;
            double everybody = after.busy() - before.busy() + after.stolen() - before.stolen();
            double others = Math.max(0, everybody - ofConnector - ofDatabase - ofSelf) / seconds;
            return new Usage(seconds, ofConnector, compiling() - compilingBefore, ofDatabase, others);
        };
    }

    private double compiling() {
        return connector.isRunning() ? Processes.cpuOfThreads(connector.pid(), "C1 Compiler", "C2 Compiler") : 0;
    }
}
