package io.countersign.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketRef;
import io.countersign.trial.Connector;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What one replica tells the others, through a real database. */
class ChangesTest {
    private static final InstallationId SOMEBODY = new InstallationId("somebody-somebody-some");

    private final Connector connector = Connector.running();
    private final JdbcClient database = connector.bean(JdbcClient.class);
    private final BlockingQueue<TicketRef> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> gaps = new LinkedBlockingQueue<>();

    @Test
    void who_lost_the_connection_looks_at_everything_once_it_stands_again() throws InterruptedException {
        var changes = new Changes(connector.bean(DataSource.class));
        changes.onTicket(heard::add);
        changes.onGap(() -> gaps.add("gap"));
        changes.start();
        try {
            hears(changes, 1);
            assertThat(gaps).isEmpty();

            database.sql(
                            "select pg_terminate_backend(pid) from pg_stat_activity where query in ('listen countersign', 'select 1 as countersign_listens')")
                    .query(Boolean.class)
                    .list();

            assertThat(gaps.poll(10, TimeUnit.SECONDS)).isEqualTo("gap");
            hears(changes, 2);
        } finally {
            changes.stop();
        }
    }

    private void hears(Changes changes, long ticket) {
        var told = new TicketRef(SOMEBODY, ticket);
        Connector.eventually(() -> {
            changes.tell(database, SOMEBODY, ticket);
            return Optional.ofNullable(heard.poll()).filter(told::equals);
        });
    }
}
