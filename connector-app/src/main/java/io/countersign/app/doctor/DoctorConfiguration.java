package io.countersign.app.doctor;

import io.countersign.app.CountersignProperties;
import io.countersign.app.PublicUrl;
import io.countersign.app.channel.OutsideOrigins;
import io.countersign.app.channel.mail.SmtpMails;
import io.countersign.app.channel.twilio.TwilioTexts;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.setup.SetUp;
import io.countersign.app.signin.IdentityProvider;
import io.countersign.ticket.InstallationId;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The checks, in the order of their lines. */
@Configuration(proxyBeanMethods = false)
public class DoctorConfiguration {
    /** A PSA is asked a dozen things, each with a limit of its own. */
    private static final Duration LIMIT = Duration.ofSeconds(45);

    private static final URI TWILIO = URI.create("https://api.twilio.com");

    @Bean
    Doctor doctor(
            CountersignProperties properties,
            OutsideOrigins outside,
            JdbcClient database,
            PublicUrl url,
            SmtpMails mails,
            TwilioTexts texts,
            Installations installations,
            IdentityProvider identityProvider,
            SetUp setUp) {
        var http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(3))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        var machine = InstantSource.system();
        var checks = new ArrayList<Check>();
        checks.add(new ClockCheck(database, machine));
        checks.add(new PublicAddressCheck(url, http));
        checks.add(new CertificateCheck(url, (SSLSocketFactory) SSLSocketFactory.getDefault(), machine));
        checks.add(new DatabaseCheck(database));
        checks.add(new WorkerCheck(database));
        checks.add(new RealWorldCheck(properties, outside, database));
        checks.add(new MailCheck(mails));
        checks.add(new IdentityProviderCheck(identityProvider));
        for (InstallationId id : installations.all()) {
            Installation installation = installations.get(id);
            checks.add(new TimeThereCheck(
                    installation.name() + "'s PSA", installation.psa().asked(), http, machine));
            checks.add(new PsaCheck(installation, setUp));
            checks.add(new TimeThereCheck(
                    "Twilio",
                    Optional.ofNullable(installation.settings().twilioBase()).orElse(TWILIO),
                    http,
                    machine));
            checks.add(new TwilioCheck(installation, texts));
        }
        return new Doctor(List.copyOf(checks), LIMIT);
    }
}
