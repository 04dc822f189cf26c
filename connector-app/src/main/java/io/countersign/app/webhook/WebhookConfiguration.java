package io.countersign.app.webhook;

import io.countersign.account.MatchContact;
import io.countersign.app.live.Changes;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.psa.TicketWarmth;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What receives webhooks and what acts on them. */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
    @Bean
    ReadHints readHints(
            JdbcClient database,
            TicketWarmth tickets,
            MatchContact matching,
            PostgresVerifications verifications,
            Changes changes) {
        return new ReadHints(database, tickets, matching, verifications, changes);
    }

    @Bean
    Inbox inbox(JdbcClient database, ReadHints reader) {
        return new Inbox(database, reader::read);
    }
}
