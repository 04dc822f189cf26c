package io.countersign.app.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.MailAddress;
import io.countersign.app.channel.mail.MailSenders;
import io.countersign.app.channel.mail.MailSettings;
import io.countersign.app.channel.twilio.TwilioAccounts;
import io.countersign.app.channel.words.CodeWords;
import io.countersign.app.channel.words.NoticeWords;
import io.countersign.challenge.Mails;
import io.countersign.challenge.TextMessages;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ChannelConfigurationTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(ChannelConfiguration.class)
            .withBean(TwilioAccounts.class, () -> id -> {
                throw new IllegalStateException("none");
            })
            .withBean(
                    MailSenders.class,
                    () -> id -> new MailSettings(new MailAddress("help@msp.example"), "Example IT", null));

    @Test
    void without_any_property_the_channels_start_and_nothing_is_listed() {
        application.run(context -> {
            assertThat(context)
                    .hasSingleBean(TextMessages.class)
                    .hasSingleBean(Mails.class)
                    .hasSingleBean(CodeWords.class)
                    .hasSingleBean(NoticeWords.class);
            assertThat(context.getBean(OutsideOrigins.class).extra()).isEmpty();
        });
    }

    @Test
    void origins_are_listed_one_by_one_or_with_commas() {
        application
                .withPropertyValues(
                        "countersign.outside.extra-origins[0]=http://127.0.0.1:9090",
                        "countersign.outside.extra-origins[1]=http://127.0.0.1:9091")
                .run(context -> assertThat(context.getBean(OutsideOrigins.class).extra())
                        .containsExactlyInAnyOrder(
                                URI.create("http://127.0.0.1:9090"), URI.create("http://127.0.0.1:9091")));
        application
                .withPropertyValues("countersign.outside.extra-origins=http://127.0.0.1:9090, http://127.0.0.1:9091")
                .run(context -> assertThat(context.getBean(OutsideOrigins.class).extra())
                        .hasSize(2));
    }

    @Test
    void a_relay_elsewhere_without_encryption_stops_the_start() {
        application
                .withPropertyValues("countersign.mail.host=relay.example", "countersign.mail.starttls=off")
                .run(context -> assertThat(context).hasFailed());
        application
                .withPropertyValues("countersign.mail.host=127.0.0.1", "countersign.mail.starttls=off")
                .run(context -> assertThat(context).hasNotFailed());
        application
                .withPropertyValues("countersign.mail.host=relay.example", "countersign.mail.port=0")
                .run(context -> assertThat(context).hasFailed());
    }
}
