package io.countersign.app.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketEvents.Hint;
import io.countersign.ticket.TicketEvents.Subject;
import io.countersign.trial.Connector;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeping webhooks, against a real database. */
class InboxTest {
    private final Connector connector = Connector.running();
    private final JdbcClient database = connector.bean(JdbcClient.class);
    private final InstallationId installation = connector.installation();

    private static Hint aHint() {
        return new Hint(UUID.randomUUID().toString(), Subject.OTHER, 1, false);
    }

    @Test
    void a_webhook_that_cannot_be_acted_on_is_kept_all_the_same_and_so_are_the_next_ones() {
        var inbox = new Inbox(database, kept -> {
            throw new IllegalStateException("cannot be read");
        });
        inbox.start();
        try {
            for (var hint : List.of(aHint(), aHint())) {
                assertThat(inbox.keep(installation, hint)).isTrue();
                assertThat(stored(hint)).isEqualTo(1);
            }
        } finally {
            inbox.stop();
        }
    }

    @Test
    void one_that_the_store_refuses_is_sent_again_and_the_next_one_is_kept() {
        var inbox = new Inbox(database, kept -> {});
        inbox.start();
        try {
            assertThat(inbox.keep(new InstallationId("nobody-nobody-nobody-0"), aHint()))
                    .isFalse();
            assertThat(inbox.keep(installation, aHint())).isTrue();
        } finally {
            inbox.stop();
        }
    }

    private int stored(Hint hint) {
        return database.sql("select count(*) from webhook where message_id = ?")
                .param(hint.messageId())
                .query(Integer.class)
                .single();
    }
}
