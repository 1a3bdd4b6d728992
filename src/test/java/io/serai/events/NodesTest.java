package io.serai.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.common.StreamId;
import io.serai.events.EventsNode.Seen;
import io.serai.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Two nodes on one database, which look by themselves so rarely that only a call wakes them. */
class NodesTest {
    private static final Subscription SUBSCRIPTION =
            EventsNode.subscription("probe", "stream.live");
    private static final Duration RARELY = Duration.ofHours(1);

    private final DataSource database = TestPostgres.freshDatabase();
    private final Set<StreamId> here = ConcurrentHashMap.newKeySet();
    private final Set<StreamId> there = ConcurrentHashMap.newKeySet();
    private final Seen seen = new Seen();

    @Test
    void anEventOfOneNodeIsHandledByTheOtherAndBothListenersHear() {
        try (EventsNode writer = node(here).start();
                EventsNode worker = node(there).start()) {
            worker.subscribe(SUBSCRIPTION);
            worker.worker.join(EventsNode.reaction(SUBSCRIPTION, seen::succeed));
            awaitListening(2, writer);

            for (long stream = 1; stream <= 500; stream++) {
                writer.append(stream, "stream.live");
            }

            await().until(() -> seen.events.size() == 500);
            await().until(() -> here.size() == 500 && there.size() == 500);
        }
    }

    @Test
    void aRolledBackEventIsNotAnnounced() {
        try (EventsNode node = node(here).start()) {
            node.subscribe(SUBSCRIPTION);
            node.transactions.executeWithoutResult(
                    tx -> {
                        node.append(1, "stream.live");
                        tx.setRollbackOnly();
                    });
            node.append(2, "stream.live");
            await().until(() -> !here.isEmpty());
            assertThat(here).containsExactly(new StreamId(2));
            assertThat(node.count("stream_events")).isEqualTo(1);
        }
    }

    @Test
    void aBrokenConnectionIsReplacedAndWhatWasMissedIsFound() throws SQLException {
        try (EventsNode writer = node(here).start();
                EventsNode worker = node(there).start()) {
            worker.subscribe(SUBSCRIPTION);
            worker.worker.join(EventsNode.reaction(SUBSCRIPTION, seen::succeed));
            awaitListening(2, writer);

            for (Connection connection : worker.dedicated) {
                connection.abort(Runnable::run);
            }
            writer.append(1, "stream.live");
            await().until(() -> seen.events.size() == 1);
            await().until(
                            () ->
                                    worker.registry
                                                    .counter("serai.events.listen.reconnects")
                                                    .count()
                                            >= 1);
            writer.append(2, "stream.live");
            await().until(() -> seen.events.size() == 2);
        }
    }

    @Test
    void healsByItselfAfterTheDatabaseWasAway() {
        try (EventsNode node = new EventsNode(database).start()) {
            node.subscribe(SUBSCRIPTION);
            node.worker.join(EventsNode.reaction(SUBSCRIPTION, seen::succeed));
            node.append(1, "stream.live");
            await().until(() -> seen.events.size() == 1);

            // Every connection of this node's database breaks, several times in a row.
            for (int i = 0; i < 3; i++) {
                node.jdbc.queryForList(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE datname = current_database()"
                                + " AND pid <> pg_backend_pid()");
            }
            await().ignoreExceptions()
                    .until(
                            () -> {
                                node.append(2, "stream.live");
                                return true;
                            });
            // A broken connection can still lie in the pool.
            await().ignoreExceptions().until(() -> node.count("deliveries") == 0);
            assertThat(seen.events).extracting(StreamEvent::stream).contains(new StreamId(2));
        }
    }

    private EventsNode node(Set<StreamId> heard) {
        return new EventsNode(database, Clock.systemUTC(), RARELY, heard::addAll);
    }

    private static void awaitListening(int nodes, EventsNode node) {
        await().until(
                        () ->
                                node.count(
                                                "pg_stat_activity WHERE datname ="
                                                        + " current_database() AND query LIKE"
                                                        + " 'LISTEN%'")
                                        >= nodes);
    }
}
