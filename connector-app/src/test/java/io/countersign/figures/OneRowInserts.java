package io.countersign.figures;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** The calibrator of rates: how many rows this PostgreSQL takes in a second from 16 clients, one row in each commit, nothing else. */
final class OneRowInserts {
    private static final int CLIENTS = 16;
    private static final String TEXT = "x".repeat(100);

    private final Database database;

    OneRowInserts(Database database) {
        this.database = database;
        database.client("calibrator")
                .sql("create table row (id bigint generated always as identity primary key, text text not null)")
                .update();
    }

    double perSecond(Duration howLong) throws Exception {
        database.client("calibrator").sql("truncate row").update();
        var clients = new ArrayList<Callable<Long>>();
        long end = System.nanoTime() + howLong.toNanos();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(() -> insertUntil(end));
        }
        long inserted = 0;
        long begin = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (var client : threads.invokeAll(clients)) {
                inserted += client.get();
            }
        }
        return inserted / ((System.nanoTime() - begin) / 1e9);
    }

    private long insertUntil(long end) throws SQLException {
        long inserted = 0;
        try (var connection = database.connect("calibrator");
                var insert = connection.prepareStatement("insert into row (text) values (?)")) {
            insert.setString(1, TEXT);
            while (System.nanoTime() < end) {
                inserted += insert.executeUpdate();
            }
        }
        return inserted;
    }
}
