package io.countersign.app.signin;

import io.countersign.app.secrets.Keys;
import io.github.bucket4j.TimeMeter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

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
}
