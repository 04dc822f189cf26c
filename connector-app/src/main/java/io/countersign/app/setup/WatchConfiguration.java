package io.countersign.app.setup;

import io.countersign.app.installation.Installations;
import io.countersign.app.verification.DecisionClock;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Looking after what was set up, which only a running connector does. */
@Configuration(proxyBeanMethods = false)
class WatchConfiguration {
    @Bean
    Watch watch(
            JdbcClient database,
            TransactionTemplate transaction,
            Installations installations,
            SetUp setUp,
            Remembered remembered,
            Alarms alarms,
            DecisionClock clock,
            MeterRegistry figures) {
        return new Watch(database, transaction, installations, setUp, remembered, alarms, clock, figures);
    }
}
