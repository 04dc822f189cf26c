package io.countersign.app.signin;

import io.countersign.app.console.ConsoleSessions;
import io.countersign.app.secrets.Keys;
import io.countersign.app.staff.Staff;
import io.github.bucket4j.TimeMeter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** How people of the MSP sign in. */
@Configuration(proxyBeanMethods = false)
class SignInConfiguration {
    @Bean
    SignIns signIns(JdbcClient database, Keys keys) {
        return new SignIns(database, keys);
    }

    @Bean
    SignInRates signInRates() {
        return new SignInRates(TimeMeter.SYSTEM_NANOTIME);
    }

    @Bean
    Staff staff(JdbcClient database, TransactionTemplate transaction, Keys keys) {
        return new Staff(database, transaction, keys);
    }

    @Bean
    ConsoleSessions consoleSessions(JdbcClient database, Keys keys, Staff staff) {
        return new ConsoleSessions(database, keys, staff);
    }
}
