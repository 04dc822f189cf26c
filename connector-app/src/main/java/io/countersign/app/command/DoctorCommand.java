package io.countersign.app.command;

import io.countersign.app.command.Commands.Options;
import io.countersign.app.command.PsaCommands.Findings;
import io.countersign.app.doctor.Doctor;
import io.countersign.setup.Finding;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code doctor}: one line for each thing that the connector stands on, green or what to do. */
final class DoctorCommand {
    static final String USAGE = """
            doctor                                                             one line per check, green or what to do
            """;

    private final PrintStream out;

    DoctorCommand(PrintStream out) {
        this.out = out;
    }

    /** The exit code: 1 where something is to do. */
    int run(Options options) {
        try (var context = CommandContext.open(options.rest())) {
            var missing = new AtomicBoolean();
            context.getBean(Doctor.class).look(finding -> {
                out.println(Findings.line(finding));
                missing.compareAndSet(false, finding instanceof Finding.Missing);
            });
            return missing.get() ? 1 : 0;
        }
    }
}
