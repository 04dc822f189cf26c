package io.countersign.app.channel;

import io.countersign.app.channel.mail.MailProperties;
import io.countersign.app.channel.mail.MailSenders;
import io.countersign.app.channel.mail.SmtpMails;
import io.countersign.app.channel.twilio.TwilioAccounts;
import io.countersign.app.channel.twilio.TwilioTexts;
import io.countersign.app.channel.words.CodeWords;
import io.countersign.app.channel.words.NoticeWords;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The channels. Needs {@link TwilioAccounts} and {@link MailSenders} from whoever keeps the installations. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MailProperties.class)
public class ChannelConfiguration {
    @Bean
    OutsideOrigins outsideOrigins(Environment environment) {
        return OutsideOrigins.configured(environment);
    }

    @Bean
    TwilioTexts textMessages(TwilioAccounts accounts, OutsideOrigins origins) {
        return new TwilioTexts(accounts, origins);
    }

    @Bean
    SmtpMails mails(MailProperties settings, MailSenders senders) {
        return new SmtpMails(settings, senders, InstantSource.system());
    }

    @Bean
    CodeWords codeWords() {
        return new CodeWords();
    }

    @Bean
    NoticeWords noticeWords() {
        return new NoticeWords();
    }
}
