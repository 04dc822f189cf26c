package io.countersign.trial;

import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the connector finds around it: a new database that keeps what it accepts, and the sandbox. Both are new at each start and gone afterwards. */
public final class World implements AutoCloseable {
    private static final int MASTER_KEY_BYTES = 32;

    private final EmbeddedPostgres postgres;
    private final Sandbox sandbox;
    private final PlayedIdentityProvider identityProvider;
    private final int connectorPort;
    private final int knownPort;
    private final Path folder;

    private World(
            EmbeddedPostgres postgres,
            Sandbox sandbox,
            PlayedIdentityProvider identityProvider,
            int connectorPort,
            int knownPort,
            Path folder) {
        this.postgres = postgres;
        this.sandbox = sandbox;
        this.identityProvider = identityProvider;
        this.connectorPort = connectorPort;
        this.knownPort = knownPort;
        this.folder = folder;
    }

    public static World begin(int connectorPort, int sandboxPort) {
        return begin(connectorPort, sandboxPort, connectorPort);
    }

    /** One whose outside knows the connector by a port at which nobody listens: what it would deliver is lost. */
    static World thatCannotReachUs(int connectorPort, int nobodysPort) {
        return begin(connectorPort, 0, nobodysPort);
    }

    private static World begin(int connectorPort, int sandboxPort, int knownPort) {
        try {
            Path folder = Files.createTempDirectory("countersign-trial-");
            var postgres = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(folder.resolve("postgres").toFile())
                    // its defaults trade durability for speed; we promise that what was accepted is on disk
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "100")
                    // its own hook would stop the database while the connector still works; see close
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            try {
                var sandbox =
                        Sandbox.start(new SandboxSettings(sandboxPort, 0, URI.create("http://localhost:" + knownPort)));
                return new World(postgres, sandbox, new PlayedIdentityProvider(), connectorPort, knownPort, folder);
            } catch (RuntimeException e) {
                postgres.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the trial's database does not start", e);
        }
    }

    public Sandbox sandbox() {
        return sandbox;
    }

    public PlayedIdentityProvider identityProvider() {
        return identityProvider;
    }

    public URI connector() {
        return URI.create("http://localhost:" + connectorPort);
    }

    /** Where the outside was told that the connector is. */
    URI knownAs() {
        return URI.create("http://localhost:" + knownPort);
    }

    String jdbcUrl() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    /** What the connector is told of this world. */
    public Map<String, String> properties() {
        var properties = new LinkedHashMap<String, String>();
        properties.put("server.port", Integer.toString(connectorPort));
        properties.put("server.address", "127.0.0.1");
        properties.put("management.server.port", "0");
        properties.put("spring.datasource.url", jdbcUrl());
        properties.put("countersign.trial", "true");
        properties.put("countersign.public-base-url", knownAs().toString());
        properties.put("countersign.master-key-file", masterKey().toString());
        properties.put(
                "countersign.outside.extra-origins",
                sandbox.address() + ","
                        + identityProvider.issuer().resolve("/").toString().replaceAll("/$", ""));
        properties.putAll(identityProvider.properties());
        properties.put("countersign.mail.host", "127.0.0.1");
        properties.put("countersign.mail.port", Integer.toString(sandbox.smtpPort()));
        properties.put("countersign.mail.starttls", "off");
        properties.put("logging.level.com.icegreen.greenmail", "warn");
        return properties;
    }

    private Path masterKey() {
        byte[] key = new byte[MASTER_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path file = folder.resolve("master-key");
        try {
            Files.writeString(file, Base64.getEncoder().encodeToString(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    @Override
    public void close() {
        identityProvider.close();
        sandbox.close();
        try {
            postgres.close();
            try (var files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
