package io.countersign.app.channel.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.app.channel.mail.MailProperties.Starttls;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class MailPropertiesTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "::1", "[::1]"})
    void encryption_may_be_off_on_this_machine(String host) {
        assertThat(bind(Map.of("host", host, "starttls", "off")).starttls()).isEqualTo(Starttls.OFF);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relay.example",
                "10.0.0.1",
                "localhost.example",
                "127.0.0.1.example",
                "127.0.0.256",
                "127.1",
                "128.0.0.1",
                "::2",
                "0.0.0.0"
            })
    void encryption_is_never_off_to_another_machine(String host) {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of("host", host, "starttls", "off")))
                .withStackTraceContaining("only for a relay on this machine");
    }

    @Test
    void encryption_is_required_and_waits_end_unless_said_otherwise() {
        assertThat(bind(Map.of("host", "relay.example")))
                .isEqualTo(new MailProperties(
                        "relay.example",
                        587,
                        null,
                        null,
                        Starttls.REQUIRED,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10)));
    }

    @Test
    void no_relay_at_all_is_a_choice() {
        assertThat(bind(Map.of("port", "25")).host()).isNull();
        assertThat(bind(Map.of("host", " ")).host()).isNull();
    }

    @Test
    void half_a_configuration_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> properties("relay.example", "user", null));
        assertThatIllegalArgumentException().isThrownBy(() -> properties("relay.example", null, "secret"));
        assertThatIllegalArgumentException().isThrownBy(() -> properties(null, "user", "secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "61s"})
    void a_wait_without_end_is_refused(String wait) {
        for (String which : new String[] {"connect", "read", "write"}) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> bind(Map.of("host", "relay.example", which, wait)));
        }
    }

    @Test
    void the_password_is_never_printed() {
        assertThat(properties("relay.example", "user", "hunter2").toString()).doesNotContain("hunter2");
    }

    private static MailProperties properties(
            @Nullable String host, @Nullable String username, @Nullable String password) {
        return new MailProperties(
                host,
                587,
                username,
                password,
                Starttls.REQUIRED,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
    }

    private static MailProperties bind(Map<String, String> values) {
        var source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("countersign.mail." + name, value));
        return new Binder(source).bind("countersign.mail", MailProperties.class).get();
    }
}
