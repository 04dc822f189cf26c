package io.countersign.autotask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutotaskSettingsTest {
    private static final URI LOOK_UP = AutotaskSettings.USUAL_ZONE_LOOKUP;

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "line\nbreak", "ünïcode"})
    void what_a_header_cannot_carry_is_no_credential(String bad) {
        assertThatThrownBy(() -> settings(bad, "secret", "code", LOOK_UP, "a-webhook-key"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings("user", bad, "code", LOOK_UP, "a-webhook-key"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings("user", "secret", bad, LOOK_UP, "a-webhook-key"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings("user", "secret", "code", LOOK_UP, bad))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/relative", "ftp://webservices.autotask.net", "https://webservices.autotask.net/path"})
    void zones_are_looked_up_at_an_origin(String lookUp) {
        assertThatThrownBy(() -> settings("user", "secret", "code", URI.create(lookUp), "a-webhook-key"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void settings_print_without_credentials() {
        assertThat(settings("us3r", "s3cr3t", "c0de", LOOK_UP, "a-webhook-key"))
                .hasToString("AutotaskSettings[zone from https://webservices.autotask.net]");
    }

    private static AutotaskSettings settings(String user, String secret, String code, URI lookUp, String key) {
        return new AutotaskSettings(
                user, secret, code, lookUp, Set.of(URI.create("https://ww5.autotask.net")), List.of(key));
    }
}
