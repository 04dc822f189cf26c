package io.countersign.app;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells an operator what to mend instead of showing a stack trace. */
final class WrongSettings extends AbstractFailureAnalyzer<StartCheck.Wrong> {
    @Override
    protected FailureAnalysis analyze(Throwable root, StartCheck.Wrong wrong) {
        return new FailureAnalysis(
                String.join(System.lineSeparator(), wrong.mistakes()),
                "Set what is named above, as properties, environment variables or in application.yaml, and start again.",
                wrong);
    }
}
