package io.countersign.app.webhook;

import static io.countersign.trial.Connector.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.psa.ChangedTickets.Changed;
import io.countersign.psa.TicketWarmth;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketRef;
import io.countersign.trial.Connector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Webhooks get lost; what the PSA says when it is asked does not. */
class ReconcileTest {
    private final Connector connector = Connector.running();
    private final JdbcClient database = connector.bean(JdbcClient.class);
    private final Reconcile reconcile = connector.bean(Reconcile.class);
    private final InstallationId installation = connector.installation();

    @AfterEach
    void theSandboxIsWell() {
        connector.sandbox("PUT", "/faults/connectwise", Map.of("mode", "ok"));
    }

    @Test
    void a_ticket_that_closed_without_a_word_ends_its_verification() {
        reconcile.run();
        var person = connector.somebody();
        String open = connector.open(person, "email");
        allToldIsRead();

        // what our own API member changes, no callback tells of
        connector.psa("PATCH", "/service/tickets/" + person.ticket(), """
                [{"op": "replace", "path": "status", "value": {"name": "Closed"}}]
                """);
        reconcile.run();

        eventually(
                () -> Optional.of(connector.verification(open).at("/outcome")).filter("CANCELLED"::equals));
    }

    @Test
    void a_ticket_of_which_nobody_told_is_not_remembered_and_one_that_was_read_since_is() {
        reconcile.run();
        var told = connector.somebody();
        eventually(() -> Optional.of(kept(told.ticket())).filter(kept -> kept > 0));
        allToldIsRead();
        // what follows is not in the same second, in which nobody could tell which was first
        database.sql("update webhook set read_at = read_at + interval '1 second' where number = ?")
                .param(told.ticket())
                .update();
        reconcile.run();
        assertThat(readsFor(told.ticket())).isZero();

        database.sql("update webhook set read_at = read_at - interval '2 seconds' where number = ?")
                .param(told.ticket())
                .update();
        connector.psa("PATCH", "/service/tickets/" + told.ticket(), """
                [{"op": "replace", "path": "summary", "value": "Changed by ourselves"}]
                """);
        reconcile.run();
        assertThat(readsFor(told.ticket())).isEqualTo(1);
    }

    /** How often the PSA is asked for a ticket that somebody looks at. */
    private int readsFor(long ticket) {
        allToldIsRead();
        connector.sandbox("DELETE", "/counts", null);
        connector.get("/api/v1/tickets/" + ticket + "/options");
        return connector
                .sandbox("GET", "/counts", null)
                .body()
                .path("connectwise GET tickets")
                .asInt(0);
    }

    @Test
    void while_the_psa_does_not_answer_nothing_is_passed_over() {
        reconcile.run();
        var person = connector.somebody();
        connector.open(person, "email");
        allToldIsRead();
        connector.psa("PATCH", "/service/tickets/" + person.ticket(), """
                [{"op": "replace", "path": "summary", "value": "Changed by ourselves"}]
                """);
        connector.sandbox("PUT", "/faults/connectwise", Map.of("mode", "status", "status", 503));
        Instant before = upTo();

        reconcile.run();

        assertThat(upTo()).isEqualTo(before);
        int kept = kept(person.ticket());
        connector.sandbox("PUT", "/faults/connectwise", Map.of("mode", "ok"));
        eventually(() -> {
            reconcile.run();
            return Optional.of(kept(person.ticket())).filter(now -> now > kept);
        });
        assertThat(upTo()).isAfter(before);
    }

    @Test
    void a_bulk_change_is_followed_to_its_end_and_one_psa_that_cannot_be_served_keeps_no_other_from_it() {
        var asked = new ArrayList<Instant>();
        Instant begin = Instant.now().minusSeconds(60);
        // six hundred tickets that nobody verifies on, ten a second
        var changed = IntStream.range(0, 600)
                .mapToObj(i -> new Changed(new TicketRef(installation, 700_000 + i), begin.plusSeconds(i / 10)))
                .toList();
        var bulk = new Reconcile(
                database,
                connector.bean(Installations.class),
                Map.of(
                        Psa.Kind.CONNECTWISE,
                        (id, since, most) -> {
                            asked.add(since);
                            return changed.stream()
                                    .filter(one ->
                                            id.equals(installation) && !one.at().isBefore(since))
                                    .limit(most)
                                    .toList();
                        },
                        Psa.Kind.AUTOTASK,
                        (id, since, most) -> {
                            throw new IllegalStateException("one that cannot be served");
                        }),
                connector.bean(Inbox.class),
                connector.bean(TicketWarmth.class),
                connector.bean(PostgresVerifications.class),
                System::nanoTime);

        bulk.run();

        assertThat(asked).contains(changed.get(499).at());
        assertThat(upTo()).isAfter(changed.getLast().at());
    }

    private Instant upTo() {
        return database.sql("select up_to from reconciled where installation = ?")
                .param(installation.value())
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .single();
    }

    private int kept(long ticket) {
        return database.sql("select count(*) from webhook where installation = ? and subject = 'TICKET' and number = ?")
                .params(installation.value(), ticket)
                .query(Integer.class)
                .single();
    }

    private void allToldIsRead() {
        eventually(() -> Optional.of(database.sql("select count(*) from webhook where read_at is null")
                        .query(Integer.class)
                        .single())
                .filter(unread -> unread == 0));
    }
}
