package io.countersign.app.live;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Carries "something changed on this ticket" from the transaction that changed it to every replica. It says only where to look; whoever hears it reads the truth
 * again. What was said while the connection was being renewed is lost, so listeners are told to look at everything once it stands again.
 */
public final class Changes implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final String CHANNEL = "countersign";
    private static final String SIGN_OF_LIFE = "select 1 as countersign_listens";
    private static final Duration LISTEN_FOR = Duration.ofSeconds(5);
    private static final Duration BEFORE_RECONNECTING = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final List<Consumer<TicketRef>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> afterGaps = new CopyOnWriteArrayList<>();
    private final List<Runnable> elsewhere = new CopyOnWriteArrayList<>();
    /** Tells our own messages from those of other replicas; they come back to us too. */
    private final String replica = UUID.randomUUID().toString();

    private volatile boolean running;
    private volatile Thread listening = Thread.ofVirtual().unstarted(this::listen);

    public Changes(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** In the transaction that changes it; heard after the commit. A ticket of 0 means that no ticket is concerned, only the work. */
    public void tell(JdbcClient database, InstallationId installation, long ticket) {
        database.sql("select pg_notify(?, ?)")
                .params(CHANNEL, installation.value() + " " + ticket + " " + replica)
                .query((row, number) -> 0)
                .list();
    }

    public void onTicket(Consumer<TicketRef> listener) {
        listeners.add(listener);
    }

    /** Called at every change that another replica made, whatever it concerns. */
    public void onAnyElsewhere(Runnable listener) {
        elsewhere.add(listener);
    }

    /** Called when anything may have changed unheard: the connection had been lost and stands again. */
    public void onGap(Runnable listener) {
        afterGaps.add(listener);
    }

    private void listen() {
        boolean lost = false;
        while (running) {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(true);
                try (var statement = connection.createStatement()) {
                    statement.execute("listen " + CHANNEL);
                    var notifications = connection.unwrap(PGConnection.class);
                    if (lost) {
                        lost = false;
                        afterGaps.forEach(Runnable::run);
                        elsewhere.forEach(Runnable::run);
                    }
                    while (running) {
                        var heard = notifications.getNotifications((int) LISTEN_FOR.toMillis());
                        hear(heard);
                        if (heard == null || heard.length == 0) {
                            // a connection that died silently is found only by using it
                            statement.execute(SIGN_OF_LIFE);
                        }
                    }
                    statement.execute("unlisten " + CHANNEL);
                }
            } catch (SQLException | RuntimeException e) {
                lost = true;
                if (running) {
                    LOG.warn(
                            "lost the connection that listens for changes; connecting again: {}",
                            e.getClass().getSimpleName());
                    pause();
                }
            }
        }
    }

    private void hear(PGNotification @org.jspecify.annotations.Nullable [] heard) {
        if (heard == null) {
            return;
        }
        boolean fromElsewhere = false;
        for (PGNotification notification : heard) {
            String[] parts = notification.getParameter().split(" ", 3);
            long ticket = Long.parseLong(parts[1]);
            if (ticket > 0) {
                var ref = new TicketRef(new InstallationId(parts[0]), ticket);
                listeners.forEach(listener -> listener.accept(ref));
            }
            fromElsewhere |= !notification.getParameter().endsWith(" " + replica);
        }
        if (fromElsewhere) {
            elsewhere.forEach(Runnable::run);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BEFORE_RECONNECTING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        running = true;
        listening = Thread.ofVirtual().name("changes").start(this::listen);
    }

    @Override
    public void stop() {
        running = false;
        listening.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
