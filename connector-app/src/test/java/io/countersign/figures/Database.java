package io.countersign.figures;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL of its own that keeps what it accepts: one database for the connector, one for the calibrator. */
final class Database implements AutoCloseable {
    private static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");

    private final EmbeddedPostgres postgres;
    private final long postmaster;

    private Database(EmbeddedPostgres postgres, long postmaster) {
        this.postgres = postgres;
        this.postmaster = postmaster;
    }

    static Database begin(Path folder) throws IOException {
        Path data = folder.resolve("data");
        var builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("program").toFile())
                .setDataDirectory(data)
                .setServerConfig("max_connections", "100")
                .setPGStartupWait(Duration.ofSeconds(60));
        DURABILITY.forEach(setting -> builder.setServerConfig(setting, "on"));
        var postgres = builder.start();
        var database = new Database(
                postgres,
                Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid"))
                        .getFirst()
                        .strip()));
        var admin = database.client("postgres");
        for (String setting : DURABILITY) {
            String is = admin.sql("select current_setting(?)")
                    .param(setting)
                    .query(String.class)
                    .single();
            if (!is.equals("on")) {
                throw new IllegalStateException(setting + " is " + is + ": nothing measured here would be durable");
            }
        }
        admin.sql("create database countersign").update();
        admin.sql("create database calibrator").update();
        return database;
    }

    String url(String name) {
        return postgres.getJdbcUrl("postgres", name);
    }

    DataSource source(String name) {
        return postgres.getDatabase("postgres", name);
    }

    JdbcClient client(String name) {
        return JdbcClient.create(source(name));
    }

    Connection connect(String name) throws SQLException {
        return DriverManager.getConnection(url(name), "postgres", "postgres");
    }

    long postmaster() {
        return postmaster;
    }

    String version() {
        return client("postgres").sql("show server_version").query(String.class).single();
    }

    /** How many transactions have ever written something here. Exact at any moment, unlike the server's statistics, which its processes report late. */
    long writingTransactions() {
        return client("postgres")
                .sql("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
                .query(Long.class)
                .single();
    }

    /** Transactions of the connector that ended well, those included that only read. Idle sessions report after ten seconds at the latest. */
    long transactions() {
        return client("postgres")
                .sql("select xact_commit from pg_stat_database where datname = 'countersign'")
                .query(Long.class)
                .single();
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
