package io.countersign.connectwise;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static io.countersign.connectwise.Tenant.TICKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.countersign.psa.HttpClients;
import io.countersign.psa.OutsideOrigins;
import io.countersign.ticket.PsaFault.Busy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An on-premises ConnectWise with a certificate of its own, over real TLS. */
class HttpClientsTest {
    @Test
    void a_private_authority_is_trusted_by_the_installation_that_names_it_and_by_no_other(@TempDir Path folder)
            throws Exception {
        Path store = folder.resolve("server.p12");
        Path pem = folder.resolve("server.pem");
        keytool(
                "-genkeypair",
                "-keystore",
                store,
                "-alias",
                "cw",
                "-keyalg",
                "EC",
                "-dname",
                "CN=cw",
                "-ext",
                "san=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-keystore", store, "-alias", "cw", "-file", pem);
        var server = new WireMockServer(WireMockConfiguration.options()
                .dynamicPort()
                .dynamicHttpsPort()
                .bindAddress("127.0.0.1")
                .keystoreType("PKCS12")
                .keystorePath(store.toString())
                .keystorePassword("only-a-test")
                .keyManagerPassword("only-a-test"));
        server.start();
        server.stubFor(any(anyUrl()).willReturn(Tenant.ok("ticket.json")));
        var origin = URI.create("https://127.0.0.1:" + server.httpsPort());
        try (var httpClients = new HttpClients()) {
            assertThatThrownBy(() -> calls(origin, null, httpClients).ticket(TICKET))
                    .isInstanceOf(Busy.class);
            assertThat(calls(origin, Files.readString(pem), httpClients).ticket(TICKET))
                    .isPresent();
        } finally {
            server.stop();
        }
    }

    @Test
    void certificates_that_cannot_be_read_are_told_at_once() {
        try (var httpClients = new HttpClients()) {
            for (String pem : List.of("", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----")) {
                var settings = settings(URI.create("https://cw.example.test"), pem);
                assertThatThrownBy(() -> httpClients.of(settings.privateCa()))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static ConnectWise calls(URI origin, @Nullable String privateCa, HttpClients httpClients) {
        ConnectWiseInstallations installations = installation -> settings(origin, privateCa);
        return new ConnectWiseCalls(
                installations,
                new ConnectWiseClients(
                        installations, new OutsideOrigins(Set.of()), httpClients, Duration.ofSeconds(5)));
    }

    private static ConnectWiseSettings settings(URI origin, @Nullable String privateCa) {
        var usual = Tenant.settings(origin, Set.of(origin));
        return new ConnectWiseSettings(
                usual.companyId(),
                usual.publicKey(),
                usual.privateKey(),
                usual.clientId(),
                usual.apiMember(),
                usual.apiRoot(),
                usual.uiOrigins(),
                usual.keyOrigins(),
                origin,
                privateCa,
                usual.mobileTypeNames());
    }

    private static void keytool(Object... arguments) throws Exception {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-storepass", "only-a-test"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
