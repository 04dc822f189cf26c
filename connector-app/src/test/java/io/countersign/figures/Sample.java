package io.countersign.figures;

import java.util.Arrays;
import java.util.List;

/** Measured values of one kind, ordered. */
final class Sample {
    private final double[] ordered;

    private Sample(double[] ordered) {
        this.ordered = ordered;
    }

    static Sample of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] ordered = values.clone();
        Arrays.sort(ordered);
        return new Sample(ordered);
    }

    static Sample of(List<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    double median() {
        return at(0.5);
    }

    /** The smallest value that this share of all values does not exceed. */
    double at(double share) {
        int rank = (int) Math.ceil(share * ordered.length);
        return ordered[Math.max(rank, 1) - 1];
    }

    int count() {
        return ordered.length;
    }

    double largest() {
        return ordered[ordered.length - 1];
    }
}
