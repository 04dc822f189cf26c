package io.countersign.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's first command starts the trial: with several programs among the tests, the plug-in has to be told which. */
class TrialStartTest {
    @Test
    void the_trial_is_what_the_first_command_starts() throws IOException {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<spring-boot.run.main-class>" + Trial.class.getName() + "<");
        assertThat(Trial.class.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("main"));
    }
}
