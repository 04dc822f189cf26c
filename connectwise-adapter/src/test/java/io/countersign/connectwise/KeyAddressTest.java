package io.countersign.connectwise;

import static io.countersign.connectwise.Tenant.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.psa.OutsideOrigins;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyAddressTest {
    private static final String ID = "companyName=Training&id=5a1b7f2e-0000-4000-8000-00000000000a";
    private static final OutsideOrigins PRODUCTION = new OutsideOrigins(Set.of());

    private final ConnectWiseSettings settings = new ConnectWiseSettings(
            "Training",
            "pub123",
            "priv456",
            "0a1b2c3d-0000-4000-8000-000000000001",
            "countersign",
            URI.create("https://api-na.myconnectwise.net/v4_6_release/apis/3.0/"),
            Set.of(URI.create("https://na.myconnectwise.net"), URI.create("https://cw.example.test:8443/")),
            Set.of(URI.create("https://sandbox-na.myconnectwise.net")),
            null,
            null,
            Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net/v4_6_release/system/callbackkey/index.rails?" + ID,
                "https://NA.myconnectwise.net:443/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://api-na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://sandbox-na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://cw.example.test:8443/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?id=A-1&companyName=TRAINING",
            })
    void T05_a_key_is_fetched_from_the_installations_own_hosts(String keyUrl) {
        assertThat(KeyAddress.of(HOME, keyUrl, settings, PRODUCTION)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "/v2025_1//system/callbackkey/index.rails?" + ID,
                "//na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + ID,
                "http://na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://evil.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://eu.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net.evil.test/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://cw.example.test/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net:8443/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net.:443/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net@evil.test/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://user@na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net\\@evil.test/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net /v2025_1//system/callbackkey/index.rails?" + ID,
                "https://169.254.169.254/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://[::1]/v2025_1//system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + ID + "#top",
                "https://na.myconnectwise.net/v2025_1///system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net/v2025_1/../system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net/v2025_1/%2e%2e/system/callbackkey/index.rails?" + ID,
                "https://na.myconnectwise.net/v2025_1//system/callbackkey/index.rails/x?" + ID,
                "https://na.myconnectwise.net/v2025_1//attachments/key.json?" + ID,
                "file:///v2025_1//system/callbackkey/index.rails?" + ID,
                "jar:https://na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + ID,
            })
    void T05_nothing_is_fetched_from_anywhere_else(String keyUrl) {
        assertThat(KeyAddress.of(HOME, keyUrl, settings, PRODUCTION)).isEmpty();
    }

    /** Every company of the vendor's cloud stands behind the same host, and can have keys of its own there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "id=A-1",
                "companyName=Training",
                "companyName=neighbour&id=A-1",
                "companyName=Training&companyName=neighbour&id=A-1",
                "companyName=neighbour&companyname=Training&id=A-1",
                "companyName=Training&id=A-1&id=B-2",
                "companyName=Training&id=A-1&company%4eame=neighbour",
                "companyName=Training&id=A-1&as=neighbour",
                "companyName=Training;companyName=neighbour&id=A-1",
                "companyName=Training%00neighbour&id=A-1",
                "companyName=Training&id=",
                "companyName=Training&id=..%2Fneighbour",
                "companyName=Training&&id=A-1",
            })
    void T05_the_key_of_a_neighbour_in_the_vendors_cloud_proves_nothing(String query) {
        String keyUrl = "https://na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?" + query;

        assertThat(KeyAddress.of(HOME, keyUrl, settings, PRODUCTION)).isEmpty();
    }

    @Test
    void an_extra_origin_relaxes_https_for_itself_and_opens_no_other_host() {
        String keyUrl = "http://127.0.0.1:9090/v2025_1//system/callbackkey/index.rails?" + ID;
        var sandbox = URI.create("http://127.0.0.1:9090");
        var trial = new OutsideOrigins(Set.of(sandbox));

        assertThat(KeyAddress.of(HOME, keyUrl, settings, trial)).isEmpty();
        assertThat(KeyAddress.of(HOME, keyUrl, Tenant.settings(sandbox, Set.of(sandbox)), PRODUCTION))
                .isEmpty();
        assertThat(KeyAddress.of(HOME, keyUrl, Tenant.settings(sandbox, Set.of(sandbox)), trial))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.32.0.1, PUBLIC",
        "2606:4700::1111, PUBLIC",
        "2001:4860:4860::8888, PUBLIC",
        "10.0.0.1, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.1.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "fd00::1, PRIVATE",
        "::ffff:10.0.0.1, PRIVATE",
        "127.0.0.1, NOWHERE_GOOD",
        "127.1.2.3, NOWHERE_GOOD",
        "0.0.0.0, NOWHERE_GOOD",
        "169.254.169.254, NOWHERE_GOOD",
        "192.0.0.192, NOWHERE_GOOD",
        "198.18.0.1, NOWHERE_GOOD",
        "224.0.0.1, NOWHERE_GOOD",
        "255.255.255.255, NOWHERE_GOOD",
        "::, NOWHERE_GOOD",
        "::1, NOWHERE_GOOD",
        "::ffff:127.0.0.1, NOWHERE_GOOD",
        "fe80::1, NOWHERE_GOOD",
        "ff02::1, NOWHERE_GOOD",
        "64:ff9b::7f00:1, NOWHERE_GOOD",
        "2002:7f00:1::, NOWHERE_GOOD",
        "2001::1, NOWHERE_GOOD",
        "2001:db8::1, NOWHERE_GOOD",
    })
    void an_address_is_public_private_or_nowhere_good(String address, Reach reach) throws UnknownHostException {
        assertThat(Reach.of(InetAddress.getByName(address))).isEqualTo(reach);
    }
}
