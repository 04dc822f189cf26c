package io.countersign.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips browser tests where no browser is installed, and says what to install. With {@code -Dbrowser=required} that fails the build instead. */
public final class NeedsBrowser implements ExecutionCondition {
    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext test) {
        return evaluate(List.of(CHROMIUM, DRIVER), System.getProperty("browser", ""));
    }

    static ConditionEvaluationResult evaluate(List<Path> needed, String wish) {
        var missing =
                needed.stream().filter(program -> !Files.isExecutable(program)).toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("a browser is there");
        }
        String reason = "no " + missing + ": install the Debian packages chromium and chromium-driver";
        if (wish.equals("required")) {
            throw new IllegalStateException("browser tests are required, but there is " + reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }
}
