package io.countersign.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.PublicUrl;
import io.countersign.app.channel.mail.MailProperties;
import io.countersign.app.channel.mail.MailSenders;
import io.countersign.app.channel.mail.SmtpMails;
import io.countersign.app.secrets.Secret;
import io.countersign.app.signin.IdentityProvider;
import io.countersign.app.signin.SignInSettings;
import io.countersign.psa.HttpClients;
import io.countersign.psa.OutsideOrigins;
import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import io.countersign.trial.Connector;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** What each check says when all is well, and when it is not. */
class DoctorTest {
    private final JdbcClient database = Connector.running().bean(JdbcClient.class);

    private record Said(String what, Work work) implements Check {
        private interface Work {
            List<Finding> look() throws Exception;
        }

        @Override
        public List<Finding> look() throws Exception {
            return work.look();
        }
    }

    @Test
    void a_check_that_hangs_or_fails_is_told_and_keeps_no_other_from_being_made() {
        var never = new CountDownLatch(1);
        var doctor = new Doctor(
                List.of(
                        new Said("hanging", () -> {
                            never.await();
                            return List.of();
                        }),
                        new Said("failing", () -> {
                            throw new IOException("with a secret in it");
                        }),
                        new Said("last", () -> List.of(new Good("last", "well")))),
                Duration.ofMillis(200));
        var told = new ArrayList<Finding>();

        doctor.look(told::add);

        assertThat(told)
                .containsExactly(
                        new Missing("hanging", "no answer within 0 s"),
                        new Missing("failing", "cannot be looked at: IOException"),
                        new Good("last", "well"));
    }

    @Test
    void an_identity_provider_that_is_another_one_or_silent_is_told() {
        var world = Connector.running().world();
        var ours = world.identityProvider().issuer();
        var outside = Connector.running().bean(OutsideOrigins.class);
        try (var clients = new HttpClients()) {
            assertThat(look(ours, outside, clients)).hasOnlyElementsOfType(Good.class);
            // answers like one, under its own name
            assertThat(look(URI.create(ours.toString().replace("/msp", "/other?as=msp")), outside, clients))
                    .hasOnlyElementsOfType(Missing.class);
            assertThat(look(URI.create("http://not-listed.example/msp"), outside, clients))
                    .hasOnlyElementsOfType(Missing.class);
        }
    }

    private static List<Finding> look(URI issuer, OutsideOrigins outside, HttpClients clients) {
        return new IdentityProviderCheck(new IdentityProvider(
                        new SignInSettings.Provider(issuer, "countersign", new Secret("made-up"), true),
                        outside,
                        URI.create("https://verify.msp.example/sign-in/callback"),
                        clients))
                .look();
    }

    @Test
    void clocks_that_are_apart_are_told_by_how_much() {
        assertThat(new ClockCheck(database, InstantSource.system()).look()).allMatch(Good.class::isInstance);

        InstantSource late = () -> Instant.now().minusSeconds(90);
        assertThat(new ClockCheck(database, late).look())
                .singleElement()
                .asString()
                .containsPattern("(89|90) s apart");
    }

    @Test
    void a_vendor_is_asked_for_its_time_without_credentials() throws Exception {
        var sandbox = Connector.running().world().sandbox().address();
        try (var http = HttpClient.newHttpClient()) {
            assertThat(new TimeThereCheck("Twilio", sandbox, http, InstantSource.system()).look())
                    .noneMatch(Missing.class::isInstance);
        }
    }

    @Test
    void a_database_that_keeps_what_is_committed_is_green() {
        assertThat(new DatabaseCheck(database).look())
                .singleElement()
                .asString()
                .contains("what is committed is on disk");
    }

    @Test
    void a_database_that_does_not_wait_for_its_disk_is_told() throws Exception {
        try (var one = Connector.running().bean(DataSource.class).getConnection()) {
            var its = JdbcClient.create(new SingleConnectionDataSource(one, true));
            its.sql("set synchronous_commit = off").update();

            assertThat(new DatabaseCheck(its).look())
                    .containsExactly(new Missing("database", "synchronous_commit is off, and wants to be on"));

            its.sql("reset synchronous_commit").update();
        }
    }

    @Test
    void work_that_nobody_takes_up_is_told() {
        var told = new ArrayList<Finding>();
        Connector.running().bean(TransactionTemplate.class).executeWithoutResult(never -> {
            database.sql("""
                            insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                            values ('send-code', 'nobody', clock_timestamp() - interval '1 hour', false, 1)
                            """).update();
            told.addAll(new WorkerCheck(database).look());
            never.setRollbackOnly();
        });

        assertThat(told).singleElement().asString().contains("nobody takes it up; is a connector running?");
    }

    @Test
    void a_connector_without_a_relay_is_told_the_property() {
        var nowhere = new MailProperties(
                null,
                587,
                null,
                null,
                MailProperties.Starttls.REQUIRED,
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3));
        MailSenders nobody = id -> {
            throw new IllegalStateException();
        };

        assertThat(new MailCheck(new SmtpMails(nowhere, nobody, InstantSource.system())).look())
                .singleElement()
                .asString()
                .contains("countersign.mail.host is not set");
    }

    @Test
    void a_public_address_that_leads_elsewhere_or_nowhere_is_told() throws Exception {
        var connector = Connector.running();
        int port;
        try (var closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        try (var http = HttpClient.newHttpClient()) {
            assertThat(new PublicAddressCheck(new PublicUrl(connector.world().connector()), http).look())
                    .allMatch(Good.class::isInstance);
            assertThat(new PublicAddressCheck(
                                    new PublicUrl(connector.world().sandbox().address()), http)
                            .look())
                    .singleElement()
                    .asString()
                    .contains("not like a connector");
            assertThat(new PublicAddressCheck(new PublicUrl(URI.create("http://127.0.0.1:" + port)), http).look())
                    .singleElement()
                    .asString()
                    .contains("cannot be reached from here");
        }
    }

    @Test
    void a_certificate_is_told_to_run_out_soon_and_a_strangers_is_not_trusted(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "60",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "not-secret",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        var keys = KeyStore.getInstance(store.toFile(), "not-secret".toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "not-secret".toCharArray());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        var server = SSLContext.getInstance("TLS");
        server.init(managers.getKeyManagers(), null, null);
        var trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
        try (var socket = server.getServerSocketFactory().createServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try (var accepted = (SSLSocket) socket.accept()) {
                        accepted.startHandshake();
                        accepted.getInputStream().read();
                    } catch (IOException refusedOrClosed) {
                        // the next one
                    }
                }
            });
            var url = new PublicUrl(URI.create("https://localhost:" + socket.getLocalPort()));
            InstantSource now = InstantSource.system();
            InstantSource late = () -> Instant.now().plus(Duration.ofDays(50));

            assertThat(new CertificateCheck(url, trusting.getSocketFactory(), now).look())
                    .singleElement()
                    .asString()
                    .contains("trusted, good for 59 days");
            assertThat(new CertificateCheck(url, trusting.getSocketFactory(), late).look())
                    .singleElement()
                    .asString()
                    .contains("good for 9 days only");
            assertThat(new CertificateCheck(url, (SSLSocketFactory) SSLSocketFactory.getDefault(), now).look())
                    .singleElement()
                    .asString()
                    .contains("not trusted for localhost");
        }
    }
}
