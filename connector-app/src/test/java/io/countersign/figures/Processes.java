package io.countersign.figures;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the kernel counts for processes and for the machine, as Linux shows it in {@code /proc}. CPU in seconds. */
final class Processes {
    /** The unit of {@code /proc} is a hundredth of a second on every Linux that Java runs on. */
    private static final double TICKS = 100;

    private Processes() {}

    /**
     * What the machine did.
     *
     * @param busy CPU of everybody, hypervisor's share apart
     * @param stolen CPU that the hypervisor gave to other machines
     */
    record Machine(double busy, double stolen) {}

    static Machine machine() {
        var fields = fields(lines(Path.of("/proc/stat")).getFirst(), 5);
        // user, nice, system, idle, iowait, irq, softirq, steal; a guest's time is within user's
        return new Machine((fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / TICKS, fields[7] / TICKS);
    }

    static double cpu(long pid) {
        var fields = stat(pid);
        return (fields[11] + fields[12]) / TICKS;
    }

    /** With every process that it started and that has ended since, and those that it has now. */
    static double cpuWithChildren(long pid) {
        var fields = stat(pid);
        double running = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .mapToDouble(child -> cpuIfThere(child.pid()))
                .sum();
        return (fields[11] + fields[12] + fields[13] + fields[14]) / TICKS + running;
    }

    /** Of one process, the part of those threads whose names begin like this and that have not ended. */
    static double cpuOfThreads(long pid, String... names) {
        try (var threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.mapToDouble(thread -> cpuOfThread(thread.resolve("stat"), names))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double cpuOfThread(Path stat, String... names) {
        try {
            String line = lines(stat).getFirst();
            String name = line.substring(line.indexOf('(') + 1, line.lastIndexOf(')'));
            if (Arrays.stream(names).noneMatch(name::startsWith)) {
                return 0;
            }
            var fields = fields(line, line.lastIndexOf(')') + 2);
            return (fields[11] + fields[12]) / TICKS;
        } catch (UncheckedIOException ended) {
            return 0;
        }
    }

    /** The most memory that it ever held, in bytes. */
    static long peakResident(long pid) {
        return lines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private static double cpuIfThere(long pid) {
        try {
            return cpu(pid);
        } catch (UncheckedIOException ended) {
            // counted by its parent now
            return 0;
        }
    }

    /** The fields behind the name, which may hold blanks and brackets. */
    private static long[] stat(long pid) {
        String line = lines(Path.of("/proc/" + pid + "/stat")).getFirst();
        return fields(line, line.lastIndexOf(')') + 2);
    }

    private static long[] fields(String line, int from) {
        String[] words = line.substring(from).strip().split(" +", -1);
        long[] fields = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            fields[i] = words[i].matches("[0-9]{1,18}") ? Long.parseLong(words[i]) : 0;
        }
        return fields;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
