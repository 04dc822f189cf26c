package io.countersign.app.reply;

import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PlaceStates;
import io.countersign.app.channel.twilio.TwilioTexts;
import io.countersign.app.installation.Installations;
import io.countersign.app.secrets.Keys;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.verification.PostgresVerifications;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What listens to replies. */
@Configuration(proxyBeanMethods = false)
class ReplyConfiguration {
    @Bean
    Replies replies(
            JdbcClient database,
            PostgresVerifications verifications,
            PlaceStates places,
            KeepAccounts accounts,
            Keys keys,
            DecisionClock clock) {
        return new Replies(database, verifications, places, accounts, keys, clock);
    }

    @Bean
    PollTexts pollTexts(
            JdbcClient database,
            Installations installations,
            KeepAccounts accounts,
            TwilioTexts texts,
            HearTexts hear,
            DecisionClock clock) {
        return new PollTexts(database, installations, accounts, texts, hear, clock);
    }

    @Bean
    HearTexts hearTexts(Installations installations, Replies replies) {
        return new HearTexts(installations, replies);
    }
}
