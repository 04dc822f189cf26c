package io.countersign.app.command;

import io.countersign.app.InstallationsConfiguration;
import io.countersign.app.channel.ChannelConfiguration;
import io.countersign.app.command.Commands.DatabaseOnly;
import io.countersign.app.command.Commands.Mistake;
import io.countersign.app.doctor.DoctorConfiguration;
import io.countersign.app.setup.SetUpConfiguration;
import io.countersign.app.signin.IdentityProviderConfiguration;
import io.countersign.app.verification.DecisionClock;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The database, the PSAs and the channels, for commands that talk to them: no server, no worker. Not found by a scan: the connector has its own. */
@Import({
    InstallationsConfiguration.class,
    ChannelConfiguration.class,
    SetUpConfiguration.class,
    DoctorConfiguration.class,
    IdentityProviderConfiguration.class
})
class CommandContext {
    @Bean
    DecisionClock decisionClock() {
        return DecisionClock.ofDatabase();
    }

    @Bean
    BulkheadRegistry bulkheads() {
        return BulkheadRegistry.ofDefaults();
    }

    @Bean
    CircuitBreakerRegistry breakers() {
        return CircuitBreakerRegistry.ofDefaults();
    }

    /**
     * What is wrong with the settings is told as a mistake.
     *
     * @param more what a command takes besides
     */
    static ConfigurableApplicationContext open(List<String> settings, Class<?>... more) {
        try {
            var parts = new ArrayList<Class<?>>(List.of(DatabaseOnly.class, CommandContext.class));
            parts.addAll(List.of(more));
            return new SpringApplicationBuilder(parts.toArray(Class<?>[]::new))
                    .web(WebApplicationType.NONE)
                    .logStartupInfo(false)
                    .properties("logging.level.root=warn", "logging.level.org.springframework.boot.diagnostics=off")
                    .build()
                    .run(settings.toArray(String[]::new));
        } catch (RuntimeException e) {
            throw InstallationsConfiguration.mistakesIn(e)
                    .map(mistakes -> (RuntimeException) new Mistake(String.join("\n", mistakes)))
                    .orElse(e);
        }
    }
}
