package io.serai.events;

import io.serai.common.StreamId;
import io.serai.database.DedicatedConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells other nodes which streams have news, at most every 20 ms and on a connection of its own:
 * inside the writers' transactions a NOTIFY would make their commits wait for each other. News that
 * can't be sent is dropped: the other nodes look by themselves as well.
 */
@Component
final class Notifier {
    private static final Logger log = LoggerFactory.getLogger(Notifier.class);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(20);
    private static final int LONGEST_WAIT_MILLIS = 5_000;

    private final DedicatedConnections connections;
    private final Announcements announcements;
    private final Outage outage = new Outage(log, "events.notify");
    private final ServiceThread thread = new ServiceThread("events-notify", this::turn);

    /** Opened with the first news; of the thread only. */
    private @Nullable Connection connection;

    Notifier(DedicatedConnections connections, Announcements announcements) {
        this.connections = connections;
        this.announcements = announcements;
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.close();
        disconnect();
    }

    /** Says at once that there is work, as at the end of this node; as far as that is possible. */
    void callOthers() {
        try (Connection own = connections.open("notify")) {
            own.setNetworkTimeout(Runnable::run, 1_000);
            NotificationRepository.send(own, announcements.node, Set.of());
        } catch (SQLException e) {
            log.warn("events.notify-failed error=\"{}\"", ErrorText.of(e));
        }
    }

    private void turn() throws InterruptedException {
        Set<StreamId> streams = new HashSet<>(announcements.forOthers.take());
        try {
            Connection open = connected();
            NotificationRepository.send(open, announcements.node, streams);
            outage.over();
            thread.pause(SHORTEST_INTERVAL);
        } catch (SQLException e) {
            disconnect();
            thread.pause(outage.failed(e));
        }
    }

    private Connection connected() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = connections.open("notify");
            open.setNetworkTimeout(Runnable::run, LONGEST_WAIT_MILLIS);
            connection = open;
        }
        return open;
    }

    private void disconnect() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            log.debug("events.notify-close-failed", e);
        } finally {
            connection = null;
        }
    }
}
