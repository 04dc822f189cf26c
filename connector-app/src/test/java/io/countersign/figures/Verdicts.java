package io.countersign.figures;

import io.countersign.app.installation.Psa;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** The table that goes into {@code docs/figures.md}: each figure with the date, what was measured, and what it is held against. */
final class Verdicts {
    private final String command;
    private final List<String> lines = new ArrayList<>();

    Verdicts(Psa.Kind psa) {
        command = "`mvn -q -pl connector-app -am verify -DskipTests -Pfigures -Dfigures.psa=" + psa.key() + "`";
    }

    /** A measured number beside the two that it is held against. */
    record Held(double measured, double floor, double goal, boolean moreIsBetter) {
        static Held atMost(double measured, double floor, double goal) {
            return new Held(measured, floor, goal, false);
        }

        static Held atLeast(double measured, double floor, double goal) {
            return new Held(measured, floor, goal, true);
        }

        private int reached() {
            if (moreIsBetter) {
                return measured >= goal ? 2 : measured >= floor ? 1 : 0;
            }
            return measured <= goal ? 2 : measured <= floor ? 1 : 0;
        }
    }

    void add(String figure, String measured, String floor, String goal, boolean disturbed, Held... held) {
        double least = DoubleStream.of(
                        java.util.Arrays.stream(held).mapToDouble(Held::reached).toArray())
                .min()
                .orElseThrow();
        String verdict = least == 2 ? "reaches the goal" : least == 1 ? "above the floor" : "**misses the floor**";
        lines.add("| %s | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        figure,
                        command,
                        LocalDate.now(ZoneOffset.UTC),
                        measured,
                        floor,
                        goal,
                        disturbed ? "void" : verdict));
    }

    String table() {
        return "| figure | command | date | measured | floor | goal | verdict |\n|---|---|---|---|---|---|---|\n"
                + String.join("\n", lines) + "\n";
    }
}
