package io.countersign.app.setup;

import io.countersign.app.PublicUrl;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Keys;
import io.countersign.app.verification.DecisionClock;
import io.countersign.setup.PsaSetUp;
import java.time.Duration;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Setting PSAs up, for the connector and for commands. */
@Configuration(proxyBeanMethods = false)
public class SetUpConfiguration {
    @Bean
    Remembered rememberedRegistrations(JdbcClient database) {
        return new Remembered(database);
    }

    @Bean
    SetUp setUp(
            Installations installations,
            Keys keys,
            PublicUrl publicUrl,
            Remembered remembered,
            PsaSetUp connectWiseSetUp,
            PsaSetUp autotaskSetUp) {
        return new SetUp(
                installations,
                keys,
                publicUrl,
                remembered,
                Map.of(Psa.Kind.CONNECTWISE, connectWiseSetUp, Psa.Kind.AUTOTASK, autotaskSetUp));
    }

    @Bean
    AwaitEvent awaitEvent(JdbcClient database, DecisionClock clock) {
        return new AwaitEvent(database, clock, SetUpConfiguration::aMoment);
    }

    private static void aMoment() {
        try {
            Thread.sleep(Duration.ofMillis(500));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("broken off", e);
        }
    }
}
