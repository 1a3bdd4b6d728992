package io.serai.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.serai.database.DedicatedConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Hears which streams have news on other nodes, on a connection outside the pools. When that breaks
 * it reconnects, and then has the worker look, for what was said meanwhile is lost.
 */
@Component
final class NotificationListener {
    private static final Logger log = LoggerFactory.getLogger(NotificationListener.class);

    /** After so long a silence the connection is tried: a dead one is silent too. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final int ANSWER_WITHIN_SECONDS = 2;

    private final DedicatedConnections connections;
    private final Announcements announcements;
    private final Counter reconnects;
    private final Outage outage = new Outage(log, "events.listen");
    private final ServiceThread thread = new ServiceThread("events-listen", this::turn);

    private volatile @Nullable Connection connection;

    NotificationListener(
            DedicatedConnections connections, Announcements announcements, MeterRegistry metrics) {
        this.connections = connections;
        this.announcements = announcements;
        this.reconnects =
                Counter.builder("serai.events.listen.reconnects")
                        .description("Times the connection that hears other nodes was opened anew")
                        .register(metrics);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.close();
        disconnect();
    }

    private void turn() throws InterruptedException {
        try {
            Connection open = connections.open("listen");
            connection = open;
            NotificationRepository.listen(open);
            if (outage.over()) {
                reconnects.increment();
            }
            announcements.heard(Set.of());
            while (!thread.isClosed()) {
                hear(open);
            }
        } catch (SQLException e) {
            disconnect();
            if (thread.isClosed()) {
                return;
            }
            thread.pause(outage.failed(e));
        }
    }

    private void hear(Connection open) throws SQLException {
        var heard = NotificationRepository.receive(open, announcements.node, SILENCE);
        heard.ifPresent(announcements::heard);
        if (heard.isEmpty() && !open.isValid(ANSWER_WITHIN_SECONDS)) {
            throw new SQLException("The connection is dead");
        }
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            log.debug("events.listen-close-failed", e);
        }
    }
}
