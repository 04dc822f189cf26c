package io.countersign.app.command;

import static io.countersign.trial.Connector.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an administrator types, and what they read. */
class PsaCommandsTest {
    private final Connector connector = Connector.running();

    @AfterEach
    void theRoleHasItsRightsAgain() {
        connector.sandbox("PUT", "/connectwise/rights", Map.of("missing", List.of()));
    }

    record Ran(int code, String said) {}

    /** With the settings of the running connector. */
    static Ran run(Connector connector, String... words) {
        var all = new ArrayList<>(List.of(words));
        connector.properties().forEach((name, value) -> {
            if (!name.startsWith("server.") && !name.startsWith("management.")) {
                all.add("--" + name + "=" + value);
            }
        });
        all.add("--spring.datasource.username=postgres");
        all.add("--spring.datasource.password=postgres");
        var said = new ByteArrayOutputStream();
        int code = new Commands(new PrintStream(said, true, UTF_8)).run(all.toArray(String[]::new));
        return new Ran(code, said.toString(UTF_8).strip());
    }

    private Ran psa(String word) {
        return run(
                connector,
                "psa",
                word,
                "--installation",
                connector.installation().value());
    }

    @Test
    void everything_that_can_be_tried_is_green_and_notes_are_said_to_be_untried() {
        var ran = psa("test");

        assertThat(ran.code()).as(ran.said()).isZero();
        assertThat(ran.said())
                .contains("green  credentials: ConnectWise answers, v", "green  callbacks: ", "-      notes: ")
                .doesNotContain("RED");
    }

    @Test
    void a_right_that_is_missing_is_named_in_a_sentence_and_the_others_stay_green() {
        connector.sandbox("PUT", "/connectwise/rights", Map.of("missing", List.of("Contacts", "Company Maintenance")));

        var ran = psa("test");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.said())
                .contains(
                        "RED    contacts: The security role of our API member in ConnectWise lacks Companies > Contacts: Inquire = All",
                        "RED    companies: ConnectWise leaves the company of a ticket blank: the role lacks Companies > Company Maintenance: Inquire = All",
                        "green  tickets: can be read");
    }

    @Test
    void an_installation_that_is_not_there_is_told_so() {
        var ran = run(connector, "psa", "test", "--installation", "nobody-has-this-name-0");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.said()).isEqualTo("There is no installation of that id.");
    }

    @Test
    void a_real_event_turns_green() throws Exception {
        var waiting = new FutureTask<>(() -> run(
                connector,
                "psa",
                "wait",
                "--installation",
                connector.installation().value(),
                "--minutes",
                "2"));
        Thread.ofVirtual().start(waiting);

        Ran ran = eventually(() -> {
            connector.ticketOfNobody();
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            return waiting.isDone() ? Optional.of(waiting.resultNow()) : Optional.<Ran>empty();
        });

        assertThat(ran.code()).as(ran.said()).isZero();
        assertThat(ran.said()).contains("green  event: the PSA delivered word of ticket ");
    }

    @Test
    void the_doctor_says_a_line_for_everything_and_that_a_sandbox_is_no_place_to_verify_people() {
        var ran = run(connector, "doctor");

        assertThat(ran.said())
                .contains(
                        "green  clock: ",
                        "green  public address: ",
                        "green  certificate: ",
                        "green  database: PostgreSQL ",
                        "RED    sandbox: ",
                        "green  mail relay: lets us in",
                        "green  identity provider: answers",
                        "green  Sandbox MSP, connectwise, credentials: ",
                        "green  Sandbox MSP, connectwise, callback for tickets: registered and on",
                        "green  Sandbox MSP, autotask, webhook for contacts: registered and on",
                        "green  Sandbox MSP, Twilio: lets us in");
        assertThat(ran.code()).isEqualTo(1);
    }
}
