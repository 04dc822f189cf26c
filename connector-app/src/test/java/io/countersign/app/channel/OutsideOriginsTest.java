package io.countersign.app.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutsideOriginsTest {
    private static final String DOMAIN = "vendor.example";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://vendor.example",
                "https://api.vendor.example",
                "https://api.dublin.ie1.vendor.example:443",
                "HTTPS://API.vendor.example/"
            })
    void the_vendors_own_https_hosts_need_no_listing(String origin) {
        assertThat(new OutsideOrigins(Set.of()).allows(URI.create(origin), DOMAIN))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.vendor.example",
                "http://127.0.0.1:9090",
                "https://127.0.0.1",
                "https://evilvendor.example",
                "https://vendor.example.evil.test",
                "https://api.vendor.example:8443",
                "https://user@api.vendor.example",
                "https://api.vendor.example/path",
                "https://api.vendor.example?x",
                "https://api.vendor.example#x",
                "ftp://api.vendor.example",
                "//api.vendor.example",
                "mailto:someone@vendor.example"
            })
    void anything_else_is_refused_unless_listed(String origin) {
        assertThat(new OutsideOrigins(Set.of()).allows(URI.create(origin), DOMAIN))
                .isFalse();
    }

    @Test
    void a_listed_origin_is_accepted_exactly() {
        var origins = new OutsideOrigins(Set.of(URI.create("http://127.0.0.1:9090/")));

        assertThat(origins.allows(URI.create("http://127.0.0.1:9090"), DOMAIN)).isTrue();
        assertThat(origins.allows(URI.create("http://127.0.0.1:9091"), DOMAIN)).isFalse();
        assertThat(origins.allows(URI.create("https://127.0.0.1:9090"), DOMAIN)).isFalse();
        assertThat(origins.allows(URI.create("http://localhost:9090"), DOMAIN)).isFalse();
        assertThat(origins.allows(URI.create("http://127.0.0.1"), DOMAIN)).isFalse();
    }

    @Test
    void only_whole_origins_can_be_listed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OutsideOrigins(Set.of(URI.create("http://127.0.0.1:9090/twilio"))));
    }
}
