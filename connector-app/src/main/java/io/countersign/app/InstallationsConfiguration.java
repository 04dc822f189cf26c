package io.countersign.app;

import io.countersign.account.MailAddress;
import io.countersign.app.channel.mail.MailSenders;
import io.countersign.app.channel.mail.MailSettings;
import io.countersign.app.channel.twilio.TwilioAccounts;
import io.countersign.app.channel.twilio.TwilioSettings;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.psa.SharedTurns;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.Secret;
import io.countersign.autotask.AutotaskConfiguration;
import io.countersign.autotask.AutotaskInstallations;
import io.countersign.autotask.AutotaskSettings;
import io.countersign.autotask.Turns;
import io.countersign.connectwise.ConnectWiseConfiguration;
import io.countersign.connectwise.ConnectWiseInstallations;
import io.countersign.connectwise.ConnectWiseSettings;
import io.countersign.psa.OutsideOrigins;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is known of the installations, and whoever wants to know it: the PSAs and the channels. The connector has it, and commands that talk to a PSA have it too. */
@Configuration(proxyBeanMethods = false)
@Import({ConnectWiseConfiguration.class, AutotaskConfiguration.class})
@EnableConfigurationProperties(CountersignProperties.class)
public class InstallationsConfiguration {
    /** What is wrong with the settings, one sentence each, where that is why nothing could start. */
    public static Optional<List<String>> mistakesIn(Throwable why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartCheck.Wrong wrong) {
                return Optional.of(wrong.mistakes());
            }
        }
        return Optional.empty();
    }

    @Bean
    StartCheck startCheck(CountersignProperties properties, io.countersign.app.channel.OutsideOrigins outside) {
        return StartCheck.of(properties, outside);
    }

    @Bean
    Keys keys(JdbcClient database, StartCheck settings) {
        return Keys.load(database, settings.masterKey());
    }

    @Bean
    Installations installations(JdbcClient database, Keys keys, CountersignProperties properties) {
        var installations = new Installations(database, keys);
        // what the sandbox made proves nothing about anybody
        boolean sandboxed = installations.all().stream()
                .anyMatch(id -> installations.find(id).map(Installation::trial).orElse(false));
        if (sandboxed && !properties.trial()) {
            throw new StartCheck.Wrong(List.of(
                    "spring.datasource.url names a database that the trial made; a connector wants one of its own."));
        }
        return installations;
    }

    // ---- what the adapters and channels want to know of an installation ----

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

    @Bean
    TwilioAccounts twilioAccounts(Installations installations, StartCheck start) {
        return id -> {
            var installation = installations.get(id);
            var settings = installation.settings();
            var secrets = installation.secrets();
            return new TwilioSettings(
                    settings.twilioAccount(),
                    secrets.twilioKey().value(),
                    secrets.twilioSecret().value(),
                    secrets.twilioTokens().stream().map(Secret::value).toList(),
                    settings.twilioService(),
                    Optional.ofNullable(settings.twilioBase()).orElse(TwilioSettings.TWILIO),
                    start.publicBaseUrl());
        };
    }

    @Bean
    MailSenders mailSenders(Installations installations) {
        return id -> {
            var installation = installations.get(id);
            return new MailSettings(
                    address(installation.settings().mailFrom()),
                    installation.name(),
                    Optional.ofNullable(installation.settings().mailReplyTo())
                            .map(InstallationsConfiguration::address)
                            .orElse(null));
        };
    }

    private static MailAddress address(String text) {
        return MailAddress.parse(text)
                .orElseThrow(() -> new IllegalStateException("the installation's mail address cannot be used"));
    }

    @Bean
    PublicUrl publicUrl(StartCheck start) {
        return new PublicUrl(start.publicBaseUrl());
    }
}
