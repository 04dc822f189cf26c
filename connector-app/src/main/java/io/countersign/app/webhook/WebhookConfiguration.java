package io.countersign.app.webhook;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.account.MatchContact;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.live.Changes;
import io.countersign.app.people.KeepPeople;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.psa.ChangedTickets;
import io.countersign.psa.TicketWarmth;
import io.countersign.ticket.TicketEvents;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
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
            Changes changes,
            KeepPeople people) {
        return new ReadHints(database, tickets, matching, verifications, changes, people);
    }

    /** ConnectWise sends again only after 404, 409, 419 and 429 (developer guide on callbacks), Autotask after whatever is not 2xx. */
    @Bean
    WebhookSenders webhookSenders(TicketEvents connectWiseCallbacks, TicketEvents autotaskCallouts) {
        return new WebhookSenders(Map.of(
                Psa.Kind.CONNECTWISE,
                new WebhookSenders.Sender(connectWiseCallbacks, HttpStatus.TOO_MANY_REQUESTS),
                Psa.Kind.AUTOTASK,
                new WebhookSenders.Sender(autotaskCallouts, HttpStatus.SERVICE_UNAVAILABLE)));
    }

    @Bean
    Reconcile reconcile(
            JdbcClient database,
            Installations installations,
            ChangedTickets connectWise,
            ChangedTickets autotaskCalls,
            Inbox inbox,
            TicketWarmth tickets,
            PostgresVerifications verifications) {
        return new Reconcile(
                database,
                installations,
                Map.of(Psa.Kind.CONNECTWISE, connectWise, Psa.Kind.AUTOTASK, autotaskCalls),
                inbox,
                tickets,
                verifications,
                Ticker.systemTicker());
    }

    @Bean
    Inbox inbox(JdbcClient database, ReadHints reader) {
        return new Inbox(database, reader::read);
    }
}
