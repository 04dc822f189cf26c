package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeedsBrowserTest {
    private static final List<Path> ABSENT = List.of(Path.of("/nowhere/chromium"));
    private static final List<Path> THERE = List.of(Path.of("/bin/sh"));

    @Test
    void without_a_browser_the_tests_are_skipped_and_the_packages_to_install_are_named() {
        var skipped = NeedsBrowser.evaluate(ABSENT, "");

        assertThat(skipped.isDisabled()).isTrue();
        assertThat(skipped.getReason().orElseThrow()).contains("chromium and chromium-driver");
    }

    @Test
    void where_they_are_required_the_build_fails() {
        assertThatThrownBy(() -> NeedsBrowser.evaluate(ABSENT, "required")).hasMessageContaining("chromium-driver");
    }

    @Test
    void with_a_browser_they_run() {
        assertThat(NeedsBrowser.evaluate(THERE, "required").isDisabled()).isFalse();
    }
}
