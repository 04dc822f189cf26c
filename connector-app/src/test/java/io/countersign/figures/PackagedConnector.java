package io.countersign.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The jar that is handed out, extracted and with an AOT cache, in a process of its own. */
final class PackagedConnector implements AutoCloseable {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final long LONGEST_END_SECONDS = 180;

    private final Path folder;
    private final Path jar;
    private final Path cache;
    private final List<String> options;
    private List<String> settings = List.of();
    private @Nullable Process process;

    private PackagedConnector(Path folder, Path jar, List<String> options) {
        this.folder = folder;
        this.jar = jar;
        this.cache = folder.resolve("countersign.aot");
        this.options = options;
    }

    /** @param options how the JVM is started, besides the cache */
    static PackagedConnector extract(Path packaged, Path folder, List<String> options)
            throws IOException, InterruptedException {
        Path extracted = folder.resolve("connector");
        var connector = new PackagedConnector(folder, extracted.resolve(packaged.getFileName()), options);
        connector.run(List.of(
                JAVA,
                "-Djarmode=tools",
                "-jar",
                packaged.toString(),
                "extract",
                "--destination",
                extracted.toString()));
        return connector;
    }

    /** What it is told at each start from now on. */
    void settings(List<String> told) {
        settings = List.copyOf(told);
    }

    /** Runs one of its commands and returns what it printed. */
    String command(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(JAVA, "-jar", jar.toString()));
        command.addAll(List.of(words));
        command.addAll(settings);
        return run(command);
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve("command.log");
        var ran = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!ran.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
            ran.destroyForcibly();
        }
        if (ran.waitFor() != 0) {
            throw new IllegalStateException("a command of the jar failed: " + Files.readString(out));
        }
        return Files.readString(out);
    }

    void startInTraining() throws IOException {
        start("-XX:AOTCacheOutput=" + cache);
    }

    void start() throws IOException {
        if (!Files.exists(cache)) {
            throw new IllegalStateException("training left no cache");
        }
        start("-XX:AOTCache=" + cache);
    }

    private void start(String aot) throws IOException {
        var command = new ArrayList<String>(List.of(JAVA, aot));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(settings);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("connector.log").toFile()))
                .start();
    }

    boolean isRunning() {
        return process != null;
    }

    long pid() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new IllegalStateException("the connector is not running; see connector.log");
        }
        return running.pid();
    }

    long cacheBytes() throws IOException {
        return Files.size(cache);
    }

    /** Asks it to end, and waits until it has; a training is written down meanwhile. */
    void end() {
        Process running = process;
        process = null;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
    }
}
