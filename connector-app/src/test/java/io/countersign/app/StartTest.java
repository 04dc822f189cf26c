package io.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.app.channel.OutsideOrigins;
import io.countersign.app.channel.mail.MailProperties;
import io.countersign.app.signin.SignInSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** With settings that are missing or wrong nothing starts, and the operator reads one sentence for each, not a stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {
    private static final String GOOD_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TempDir
    private Path folder = Path.of("");

    /** What reads settings at the start, without the database that a whole start would need. */
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({CountersignProperties.class, MailProperties.class, SignInSettings.class})
    static class Settings {
        @Bean
        StartCheck startCheck(CountersignProperties properties) {
            return StartCheck.of(properties, new OutsideOrigins(Set.of()));
        }
    }

    private @Nullable Throwable start(String... properties) {
        return catchThrowable(() -> new SpringApplicationBuilder(Settings.class)
                .web(WebApplicationType.NONE)
                .run(java.util.Arrays.stream(properties).map(one -> "--" + one).toArray(String[]::new))
                .close());
    }

    private String keyFile(String content) throws IOException {
        return Files.writeString(folder.resolve("master-key"), content).toString();
    }

    private static void assertTold(CapturedOutput output, String... sentences) {
        assertThat(output).contains("APPLICATION FAILED TO START").contains(sentences);
        assertThat(output.getAll()).doesNotContain("\tat ");
    }

    @Test
    void all_mistakes_are_told_at_once(CapturedOutput output) {
        assertThat(start()).isNotNull();
        assertTold(
                output,
                "countersign.master-key-file is missing; it wants",
                "java -jar connector-app.jar secrets new",
                "countersign.public-base-url is missing; it wants");
    }

    @Test
    void with_good_settings_it_starts(CapturedOutput output) throws IOException {
        assertThat(start(
                        "countersign.master-key-file=" + keyFile(GOOD_KEY),
                        "countersign.public-base-url=https://verify.msp.example"))
                .isNull();
        assertThat(output).doesNotContain("APPLICATION FAILED");
    }

    @Test
    void the_key_may_come_in_the_environment_instead_but_not_twice(CapturedOutput output) throws IOException {
        assertThat(start(
                        "countersign.master-key=" + GOOD_KEY, "countersign.public-base-url=https://verify.msp.example"))
                .isNull();
        assertThat(start(
                        "countersign.master-key=" + GOOD_KEY,
                        "countersign.master-key-file=" + keyFile(GOOD_KEY),
                        "countersign.public-base-url=https://verify.msp.example"))
                .isNotNull();
        assertTold(output, "countersign.master-key-file and countersign.master-key exclude each other.");
        start("countersign.master-key=c2VjcmV0", "countersign.public-base-url=https://a.example");
        assertTold(output, "countersign.master-key: the master key has 6 bytes, and wants 32.");
        assertThat(output).doesNotContain("c2VjcmV0").doesNotContain(GOOD_KEY);
    }

    @Test
    void a_key_file_that_cannot_be_read_or_holds_no_key_is_named_and_not_shown(CapturedOutput output)
            throws IOException {
        start("countersign.master-key-file=" + folder.resolve("none"), "countersign.public-base-url=https://a.example");
        assertTold(output, "countersign.master-key-file names a file that cannot be read");
        start("countersign.master-key-file=" + keyFile("c2VjcmV0"), "countersign.public-base-url=https://a.example");
        assertTold(output, "countersign.master-key-file:");
        assertThat(output).doesNotContain("c2VjcmV0");
    }

    @Test
    void a_public_address_without_encryption_or_with_more_than_an_address_is_refused(CapturedOutput output)
            throws IOException {
        start(
                "countersign.master-key-file=" + keyFile(GOOD_KEY),
                "countersign.public-base-url=http://verify.msp.example");
        assertTold(output, "countersign.public-base-url wants https");
        start("countersign.master-key-file=" + keyFile(GOOD_KEY), "countersign.public-base-url=https://a.example/?x=1");
        assertTold(output, "countersign.public-base-url wants scheme, host and a plain path");
    }

    @Test
    void the_sandbox_does_not_start_beside_a_host_that_people_reach(CapturedOutput output) throws IOException {
        start(
                "countersign.master-key-file=" + keyFile(GOOD_KEY),
                "countersign.public-base-url=https://verify.msp.example",
                "countersign.trial=true");
        assertTold(output, "countersign.trial wants a public address on this machine");
        var properties = new CountersignProperties(
                Path.of(keyFile(GOOD_KEY)),
                null,
                URI.create("https://verify.msp.example"),
                false,
                false,
                Duration.ofMinutes(5),
                Duration.ofMinutes(15));
        var listed = new OutsideOrigins(Set.of(URI.create("http://127.0.0.1:9090")));
        assertThat(catchThrowable(() -> StartCheck.of(properties, listed)))
                .hasMessageContaining("countersign.outside.extra-origins");
    }

    @Test
    void an_identity_provider_that_is_half_named_is_refused_by_its_property(CapturedOutput output) throws IOException {
        String[] good = {
            "countersign.master-key-file=" + keyFile(GOOD_KEY), "countersign.public-base-url=https://a.example"
        };
        String issuer = "countersign.sign-in.issuer=https://login.example/msp";
        String client = "countersign.sign-in.client-id=countersign";

        start(good[0], good[1], issuer, client);
        assertTold(output, "countersign.sign-in wants issuer, client-id and one of");
        start(good[0], good[1], issuer, client, "countersign.sign-in.client-secret-file=/not/there");
        assertTold(output, "countersign.sign-in.client-secret-file names a file that cannot be read");
        start(good[0], good[1], "countersign.sign-in.issuer=login", client, "countersign.sign-in.client-secret=x");
        assertTold(output, "countersign.sign-in.issuer wants the address");
    }

    @Test
    void a_mail_relay_that_is_half_named_is_refused_by_its_property(CapturedOutput output) throws IOException {
        String[] good = {
            "countersign.master-key-file=" + keyFile(GOOD_KEY), "countersign.public-base-url=https://a.example"
        };
        start(good[0], good[1], "countersign.mail.username=somebody");
        assertTold(output, "countersign.mail: username and password come together");
        start(good[0], good[1], "countersign.mail.host=relay.example", "countersign.mail.port=70000");
        assertTold(output, "countersign.mail.port");
        start(good[0], good[1], "countersign.mail.host=relay.example", "countersign.mail.starttls=off");
        assertTold(output, "starttls may be off only for a relay on this machine");
        start(good[0], good[1], "countersign.mail.read=soon");
        assertTold(output, "countersign.mail.read");
    }
}
