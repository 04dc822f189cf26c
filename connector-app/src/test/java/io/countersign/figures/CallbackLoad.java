package io.countersign.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Delivers callbacks over 64 connections. */
final class CallbackLoad {
    private static final int CONNECTIONS = 64;
    private static final double A_SECOND = 1_000;

    private final int port;

    CallbackLoad(int port) {
        this.port = port;
    }

    /**
     * What came of it.
     *
     * @param atOnce how many were accepted within a second
     * @param refused how often each status came that is none of success
     * @param millis from the moment at which each was due until it was answered
     */
    record Delivered(int accepted, int atOnce, Map<Integer, Integer> refused, double seconds, Sample millis) {
        double perSecond() {
            return accepted / seconds;
        }

        /** The share of all, those included that were refused. */
        double withinASecond() {
            return atOnce / (double) millis.count();
        }

        @Override
        public String toString() {
            return "%d accepted, refused %s, %.0f/s, p50 %.1f ms, p99 %.1f ms"
                    .formatted(accepted, refused, perSecond(), millis.median(), millis.at(0.99));
        }
    }

    /** Each connection sends its next callback when the one before is answered. */
    Delivered asFastAsTheyAreTaken(List<byte[]> callbacks) throws Exception {
        return deliver(callbacks, (begin, number) -> System.nanoTime());
    }

    /** One after another at a fixed pace, whether or not the ones before are answered: who waits is counted from when they were due. */
    Delivered paced(List<byte[]> callbacks, int perSecond) throws Exception {
        return deliver(callbacks, (begin, number) -> begin + number * 1_000_000_000L / perSecond);
    }

    private interface Due {
        long at(long begin, int number);
    }

    private Delivered deliver(List<byte[]> callbacks, Due due) throws Exception {
        var refused = new ConcurrentHashMap<Integer, Integer>();
        var accepted = new AtomicInteger();
        var atOnce = new AtomicInteger();
        var next = new AtomicInteger();
        double[] millis = new double[callbacks.size()];
        var lines = new ArrayList<Line>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                lines.add(new Line(port));
            }
            long begin = System.nanoTime();
            var senders = new ArrayList<Callable<Void>>();
            for (Line line : lines) {
                senders.add(() -> {
                    for (int number = next.getAndIncrement(); number < millis.length; number = next.getAndIncrement()) {
                        long when = due.at(begin, number);
                        while (System.nanoTime() < when) {
                            LockSupport.parkNanos(when - System.nanoTime());
                        }
                        var answer = line.send(callbacks.get(number));
                        millis[number] = (System.nanoTime() - when) / 1e6;
                        if (answer.accepted()) {
                            accepted.incrementAndGet();
                            if (millis[number] <= A_SECOND) {
                                atOnce.incrementAndGet();
                            }
                        } else {
                            refused.merge(answer.status(), 1, Integer::sum);
                        }
                    }
                    return null;
                });
            }
            for (var sender : threads.invokeAll(senders)) {
                sender.get();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Delivered(accepted.get(), atOnce.get(), new TreeMap<>(refused), seconds, Sample.of(millis));
        } finally {
            close(lines);
        }
    }

    private static void close(List<Line> lines) throws IOException {
        for (Line line : lines) {
            line.close();
        }
    }
}
