package io.countersign.app.command;

import io.countersign.app.command.Commands.Mistake;
import io.countersign.app.command.Commands.Options;
import io.countersign.app.installation.Installations;
import io.countersign.app.setup.AwaitEvent;
import io.countersign.app.setup.AwaitEvent.Heard;
import io.countersign.app.setup.SetUp;
import io.countersign.setup.Finding;
import io.countersign.ticket.InstallationId;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** {@code psa test|register|unregister|wait}: what an administrator does at the PSA, done by the product. */
final class PsaCommands {
    static final String USAGE = """
            psa test       --installation ID                                   tries the credentials and names what is missing; leaves nothing behind
            psa register   --installation ID                                   has the PSA deliver what changes, and show the pod where it can be told to
            psa wait       --installation ID [--minutes N]                     waits for the next event that the PSA really delivers; change a ticket meanwhile
            psa unregister --installation ID                                   takes all of that back
            """;

    private static final long USUAL_MINUTES = 10;
    private static final long MOST_MINUTES = 60;

    private final PrintStream out;

    PsaCommands(PrintStream out) {
        this.out = out;
    }

    static boolean knows(String command) {
        return List.of("psa test", "psa register", "psa wait", "psa unregister").contains(command);
    }

    /** The exit code: 1 where something is missing. */
    int run(String command, Options options) {
        try (var context = CommandContext.open(options.rest())) {
            var id = installation(context.getBean(Installations.class), options);
            if (command.equals("psa wait")) {
                return heard(context.getBean(AwaitEvent.class), id, minutes(options));
            }
            var setUp = context.getBean(SetUp.class);
            return Findings.print(
                    out,
                    switch (command) {
                        case "psa test" -> setUp.test(id);
                        case "psa register" -> setUp.register(id);
                        default -> setUp.unregister(id);
                    });
        }
    }

    private int heard(AwaitEvent events, InstallationId id, Duration limit) {
        out.println("Waiting up to " + limit.toMinutes()
                + " minutes. Change a ticket in the PSA now, as somebody else than our API user.");
        return Findings.print(
                out,
                List.of(
                        switch (events.await(id, limit)) {
                            case Heard.Genuine(var kind, var number) ->
                                new Finding.Good(
                                        "event",
                                        "the PSA delivered word of " + kind + " " + number + ", and signed it");
                            case Heard.Silence(var waited) ->
                                new Finding.Missing(
                                        "event",
                                        "nothing was delivered for " + waited.toMinutes()
                                                + " minutes: is the connector running, is its address reached from outside (doctor), was the webhook registered (psa register)?");
                        }));
    }

    private static Duration minutes(Options options) {
        try {
            long minutes = options.optional("minutes").map(Long::parseLong).orElse(USUAL_MINUTES);
            if (minutes >= 1 && minutes <= MOST_MINUTES) {
                return Duration.ofMinutes(minutes);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new Mistake("--minutes wants a number from 1 to " + MOST_MINUTES + ".");
    }

    private static InstallationId installation(Installations installations, Options options) {
        var id = Commands.installation(options);
        if (installations.find(id).isEmpty()) {
            throw new Mistake("There is no installation of that id.");
        }
        return id;
    }

    /** How findings are printed: a line each. */
    static final class Findings {
        private Findings() {}

        static int print(PrintStream out, List<Finding> findings) {
            findings.forEach(finding -> out.println(line(finding)));
            return findings.stream().anyMatch(Finding.Missing.class::isInstance) ? 1 : 0;
        }

        static String line(Finding finding) {
            return switch (finding) {
                case Finding.Good(var what, var detail) -> "green  " + what + ": " + detail;
                case Finding.Missing(var what, var toDo) -> "RED    " + what + ": " + toDo;
                case Finding.Untried(var what, var why) -> "-      " + what + ": " + why;
            };
        }
    }
}
