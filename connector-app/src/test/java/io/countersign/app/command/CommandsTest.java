package io.countersign.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.staff.Staff;
import io.countersign.connectwise.ConnectWiseInstallations;
import io.countersign.ticket.InstallationId;
import io.countersign.trial.Connector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final String FILE = """
            name=Example MSP
            country=US
            language=en
            time-zone=America/New_York
            ui-origins=https://na.myconnectwise.net
            api-root=https://api-na.myconnectwise.net/v4_6_release/apis/3.0
            company=example
            api-member=countersign
            twilio-account=AC00000000000000000000000000000001
            twilio-service=MG00000000000000000000000000000003
            mail-from=help@msp.example
            alert-addresses=alerts@msp.example
            public-key=not-a-real-public-key
            private-key=not-a-real-private-key
            client-id=00000000-0000-4000-8000-000000000001
            twilio-key=SK00000000000000000000000000000002
            twilio-secret=not-a-real-secret
            twilio-tokens=not-a-real-token
            """;

    private record Ran(int code, String said) {}

    private static Ran run(String... arguments) {
        var said = new ByteArrayOutputStream();
        int code = new Commands(new PrintStream(said, true, UTF_8)).run(arguments);
        return new Ran(code, said.toString(UTF_8).strip());
    }

    /** With the database and master key of the running connector. */
    private static Ran runBeside(Connector connector, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        Map<String, String> properties = connector.properties();
        for (String name :
                List.of("spring.datasource.url", "countersign.master-key-file", "countersign.public-base-url")) {
            all.add("--" + name + "=" + properties.get(name));
        }
        all.add("--spring.datasource.username=postgres");
        all.add("--spring.datasource.password=postgres");
        return run(all.toArray(String[]::new));
    }

    @Test
    void a_new_master_key_is_32_random_bytes() {
        var first = run("secrets", "new");

        assertThat(Base64.getDecoder().decode(first.said())).hasSize(32);
        assertThat(run("secrets", "new").said()).isNotEqualTo(first.said());
    }

    @Test
    void the_journal_is_checked_by_a_command() {
        var ran = runBeside(Connector.running(), "journal", "check");

        assertThat(ran.code()).as(ran.said()).isZero();
        assertThat(ran.said()).contains(" events, ").endsWith("Everything is as it was written.");
    }

    @Test
    void the_first_administrator_gets_a_link_whose_token_no_server_sees() {
        var connector = Connector.running();

        var ran = runBeside(
                connector,
                "setup-link",
                "--installation",
                connector.installation().value());

        assertThat(ran.code()).as(ran.said()).isZero();
        assertThat(ran.said())
                .startsWith(connector.world().connector() + "/setup#")
                .contains("15 minutes");
        String token =
                ran.said().substring(ran.said().indexOf('#') + 1, ran.said().indexOf('\n'));
        assertThat(connector.bean(Staff.class).ofSetupLink(token)).contains(connector.installation());
    }

    @Test
    void no_link_is_made_for_an_installation_that_is_not_there() {
        var ran = runBeside(Connector.running(), "setup-link", "--installation", "nobody-nobody-nobody-0");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.said()).contains("There is no installation of that id.");
    }

    @Test
    void an_unknown_command_is_told_the_known_ones() {
        var ran = run("key", "make");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.said()).contains("key add --installation ID");
    }

    @Test
    void a_file_with_mistakes_is_told_all_of_them_and_no_value_of_a_secret(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("wrong"),
                "country=USA\nprivate-key=not-a-real-private-key\nui-origins=http://pod.example\n");

        var ran = runBeside(Connector.running(), "installation", "add", "--file", file.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.said())
                .contains(
                        "name is missing",
                        "country wants two letters",
                        "ui-origins wants an https address",
                        "twilio-tokens is missing")
                .doesNotContain("not-a-real");
    }

    @Test
    void an_installation_never_becomes_one_of_another_psa(@TempDir Path folder) throws IOException {
        var connector = Connector.running();
        Path file = Files.writeString(folder.resolve("connectwise"), FILE);
        String id = runBeside(connector, "installation", "add", "--file", file.toString())
                .said()
                .lines()
                .findFirst()
                .orElseThrow()
                .substring(12)
                .strip();
        String autotask = FILE + "psa=autotask\napi-user=a1b2c3@msp.example\napi-secret=not-a-real-secret\n"
                + "integration-code=NOTAREALTRACKINGIDENTIFIER1\n";
        for (String other : List.of(autotask, FILE.replace("company=example", "company=neighbour"))) {
            Path changed = Files.writeString(folder.resolve("changed"), other);

            var ran = runBeside(connector, "installation", "edit", "--installation", id, "--file", changed.toString());

            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.said()).contains("add an installation");
        }
        Path same = Files.writeString(folder.resolve("same"), FILE.replace("Example MSP", "Example Group"));
        assertThat(runBeside(connector, "installation", "edit", "--installation", id, "--file", same.toString())
                        .code())
                .isZero();
        Path added = Files.writeString(folder.resolve("autotask"), autotask);
        assertThat(runBeside(connector, "installation", "add", "--file", added.toString())
                        .said())
                .contains("/webhooks/autotask/");
    }

    @Test
    void a_psa_on_premises_is_named_with_its_origin_and_its_own_certificates(@TempDir Path folder) throws Exception {
        var connector = Connector.running();
        Path authority = Files.writeString(folder.resolve("authority.pem"), ownCertificate());
        Path file = Files.writeString(
                folder.resolve("installation"),
                FILE + "on-premises-origin=https://psa.msp.example\nprivate-ca-file=" + authority + "\n");

        var added = runBeside(connector, "installation", "add", "--file", file.toString());
        assertThat(added.code()).as(added.said()).isZero();

        var settings = connector
                .bean(ConnectWiseInstallations.class)
                .settings(new InstallationId(added.said()
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .substring(12)
                        .strip()));
        assertThat(settings.onPremisesOrigin()).hasToString("https://psa.msp.example");
        assertThat(settings.privateCa()).isEqualTo(Files.readString(authority));
    }

    @Test
    void a_file_that_holds_no_certificate_is_named(@TempDir Path folder) throws IOException {
        Path empty = Files.writeString(folder.resolve("authority.pem"), "nothing");
        Path file = Files.writeString(
                folder.resolve("installation"),
                FILE + "on-premises-origin=http://psa.msp.example\nprivate-ca-file=" + empty + "\n");

        var ran = runBeside(Connector.running(), "installation", "add", "--file", file.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.said())
                .contains(
                        "on-premises-origin wants an https address",
                        "private-ca-file wants a file with certificates in PEM");
    }

    /** One that every JDK trusts anyway; what matters is its form. */
    private static String ownCertificate() throws GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        var certificate = ((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers()[0];
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    @Test
    void an_installation_a_customer_and_a_key_are_added_and_work_at_once(@TempDir Path folder) throws IOException {
        var connector = Connector.running();
        Path file = Files.writeString(folder.resolve("installation"), FILE);

        var added = runBeside(connector, "installation", "add", "--file", file.toString());
        assertThat(added.code()).as(added.said()).isZero();
        String id = added.said()
                .lines()
                .findFirst()
                .orElseThrow()
                .substring("Installation".length())
                .strip();
        assertThat(added.said()).contains("/webhooks/connectwise/", "/pod/connectwise/" + id);
        assertThat(runBeside(
                                connector,
                                "customer",
                                "add",
                                "--installation",
                                id,
                                "--key",
                                "acme",
                                "--name",
                                "Acme",
                                "--company",
                                "7")
                        .code())
                .isZero();
        String token = runBeside(connector, "key", "add", "--installation", id, "--name", "reader", "--scope", "read")
                .said()
                .lines()
                .findFirst()
                .orElseThrow();

        var customers = connector.call("GET", "/api/v1/customers", null, Map.of("Authorization", "Bearer " + token));

        assertThat(customers.status()).isEqualTo(200);
        assertThat(customers.at("/items/0/key")).isEqualTo("acme");
        assertThat(runBeside(connector, "key", "revoke", "--installation", id, "--name", "reader")
                        .said())
                .isEqualTo("Revoked.");
    }

    @Test
    void T24_one_key_cannot_plant_a_contact_point_and_prove_somebody_by_it() {
        var connector = Connector.running();
        String id = runBeside(connector, "installation", "list")
                .said()
                .lines()
                .findFirst()
                .orElseThrow()
                .substring(0, 22);

        var ran = runBeside(
                connector,
                "key",
                "add",
                "--installation",
                id,
                "--name",
                "both",
                "--scope",
                "accounts:write",
                "--scope",
                "verifications:decide");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.said()).contains("accounts:write together with");
    }
}
