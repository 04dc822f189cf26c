package io.countersign.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.Countersign;
import io.countersign.app.installation.Psa;
import io.countersign.app.people.HelpDesk;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The command that takes the people over is killed between two pages and in the middle of one; the same command goes on. */
class T20KilledTakeOverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PEOPLE = 1_200;

    private final HelpDesk desk = new HelpDesk(Psa.Kind.CONNECTWISE);
    private final List<Process> begun = new ArrayList<>();

    @AfterEach
    void nothing_is_left_running() {
        begun.forEach(Process::destroyForcibly);
        desk.fault(Map.of("mode", "ok"));
    }

    @Test
    void t20_a_take_over_that_is_killed_goes_on_and_takes_everybody_once() throws Exception {
        Set<Long> contacts = new HashSet<>();
        for (int i = 0; i < PEOPLE; i++) {
            contacts.add(desk.contact("Person N" + i, "n%d@acme.example".formatted(i), null));
        }

        int afterFirst = killedBetweenTwoPages();
        killedInTheMiddleOfAPage();

        // what was not finished with its page is not there at all
        assertThat(linked()).hasSize(afterFirst).doesNotHaveDuplicates();
        assertThat(accounts()).isEqualTo(afterFirst);
        Process last = takeOver();
        assertThat(last.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).isZero();
        assertThat(linked()).containsExactlyInAnyOrderElementsOf(contacts);
        assertThat(accounts()).isEqualTo(PEOPLE);
        assertThat(count("select taken from take_over where installation = ?")).isEqualTo(PEOPLE);
    }

    /** How many it had taken. */
    private int killedBetweenTwoPages() throws IOException, InterruptedException {
        desk.fault(Map.of("mode", "slow", "match", desk.readingContacts(), "delayMs", 2_000));
        Process process = takeOver();
        until(process, () -> accounts() > 0);
        kill(process);
        desk.fault(Map.of("mode", "ok"));
        int taken = accounts();
        assertThat(taken).isBetween(1, PEOPLE - 1);
        return taken;
    }

    private void killedInTheMiddleOfAPage() throws SQLException, IOException, InterruptedException {
        try (var connection = desk.connector().bean(DataSource.class).getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table contact_link in share mode");
            Process process = takeOver();
            until(process, () -> waiting() > 0);
            kill(process);
            connection.rollback();
            connection.setAutoCommit(true);
        }
        // the database notices that nobody is there any more
        until(null, () -> waiting() == 0);
    }

    private Process takeOver() throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Countersign.class.getName(), "people", "take-over", "--installation", desk.id()));
        desk.connector().properties().forEach((name, value) -> {
            if (!name.startsWith("server.") && !name.startsWith("management.")) {
                command.add("--" + name + "=" + value);
            }
        });
        command.add("--spring.datasource.username=postgres");
        command.add("--spring.datasource.password=postgres");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/take-over-apart.log")))
                .start();
        begun.add(process);
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor()).isNotZero();
    }

    // ---- what is there ----

    private List<Long> linked() {
        return database()
                .sql("select contact from contact_link where installation = ?")
                .param(desk.id())
                .query((row, number) -> row.getLong(1))
                .list();
    }

    private int accounts() {
        return count("select count(*) from account where installation = ?");
    }

    private int count(String question) {
        return database().sql(question).param(desk.id()).query(Integer.class).single();
    }

    private int waiting() {
        return database()
                .sql("select count(*) from pg_locks where relation = 'contact_link'::regclass and not granted")
                .query(Integer.class)
                .single();
    }

    private JdbcClient database() {
        return desk.connector().bean(JdbcClient.class);
    }

    private static void until(@Nullable Process alive, BooleanSupplier there) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > end || (alive != null && !alive.isAlive())) {
                throw new AssertionError("it did not happen; see target/take-over-apart.log");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
