package io.countersign.app.psa;

import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Secret;
import io.countersign.autotask.AutotaskConfiguration;
import io.countersign.autotask.AutotaskInstallations;
import io.countersign.autotask.AutotaskSettings;
import io.countersign.autotask.Turns;
import io.countersign.connectwise.ConnectWiseConfiguration;
import io.countersign.connectwise.ConnectWiseInstallations;
import io.countersign.connectwise.ConnectWiseSettings;
import io.countersign.psa.OutsideOrigins;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The adapters and what they want to know, for the connector and for commands beside it. Needs {@link Installations} and the application's outside origins. */
@Configuration(proxyBeanMethods = false)
@Import({ConnectWiseConfiguration.class, AutotaskConfiguration.class})
public class PsaConfiguration {
    @Bean
    OutsideOrigins psaOutsideOrigins(io.countersign.app.channel.OutsideOrigins outside) {
        return new OutsideOrigins(outside.extra());
    }

    @Bean
    ConnectWiseInstallations connectWiseInstallations(Installations installations) {
        return id -> {
            var installation = installations.get(id);
            if (!(installation.psa() instanceof Psa.ConnectWise psa)) {
                throw new IllegalStateException("an installation of another PSA");
            }
            return new ConnectWiseSettings(
                    psa.company(),
                    psa.publicKey().value(),
                    psa.privateKey().value(),
                    psa.clientId().value(),
                    psa.apiMember(),
                    psa.apiRoot(),
                    installation.settings().uiOrigins(),
                    Set.of(),
                    Optional.ofNullable(psa.onPremises())
                            .map(Psa.OnPremises::origin)
                            .orElse(null),
                    Optional.ofNullable(psa.onPremises())
                            .map(Psa.OnPremises::privateCa)
                            .orElse(null),
                    psa.mobileTypes());
        };
    }

    @Bean
    AutotaskInstallations autotaskInstallations(Installations installations) {
        return id -> {
            var installation = installations.get(id);
            if (!(installation.psa() instanceof Psa.Autotask psa)) {
                throw new IllegalStateException("an installation of another PSA");
            }
            return new AutotaskSettings(
                    psa.userName(),
                    psa.secret().value(),
                    psa.integrationCode().value(),
                    psa.zoneLookup(),
                    installation.settings().uiOrigins(),
                    psa.webhookKeys().stream().map(Secret::value).toList());
        };
    }

    /** Autotask takes three calls at once of one entity, and gives a place back a little late: so two. */
    @Bean
    Turns autotaskTurns(JdbcClient database) {
        return new SharedTurns(database, 2);
    }
}
