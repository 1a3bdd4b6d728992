package io.serai.events;

import io.serai.common.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * What nodes tell each other through PostgreSQL: {@code <node>:<stream>,<stream>...} on one
 * channel.
 */
final class NotificationRepository {
    private static final String LISTEN = "LISTEN serai_events";

    private static final String NOTIFY =
            "SELECT pg_notify('serai_events', payload) FROM unnest(?::text[]) AS payload";

    /** PostgreSQL takes 7999 bytes; an id has up to 19 digits. */
    private static final int STREAMS_IN_ONE = 350;

    private NotificationRepository() {}

    static void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LISTEN);
        }
    }

    /** In one round trip, however many streams there are; none: only a call to look for work. */
    static void send(Connection connection, String node, Set<StreamId> streams)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOTIFY)) {
            statement.setArray(
                    1, connection.createArrayOf("text", payloads(node, streams).toArray()));
            statement.execute();
        }
    }

    /** What other nodes said within the given time; empty when they said nothing. */
    static Optional<Set<StreamId>> receive(Connection connection, String node, Duration most)
            throws SQLException {
        PGNotification[] all =
                connection
                        .unwrap(PGConnection.class)
                        .getNotifications(Math.toIntExact(most.toMillis()));
        if (all == null) {
            return Optional.empty();
        }
        boolean heard = false;
        Set<StreamId> streams = new TreeSet<>((a, b) -> Long.compare(a.value(), b.value()));
        for (PGNotification notification : all) {
            String[] parts = notification.getParameter().split(":", 2);
            if (parts.length == 2 && !parts[0].equals(node)) {
                heard = true;
                streams.addAll(streams(parts[1]));
            }
        }
        return heard ? Optional.of(streams) : Optional.empty();
    }

    private static List<String> payloads(String node, Set<StreamId> streams) {
        List<StreamId> all = List.copyOf(streams);
        List<String> payloads = new ArrayList<>();
        for (int from = 0; from == 0 || from < all.size(); from += STREAMS_IN_ONE) {
            payloads.add(
                    all.subList(from, Math.min(all.size(), from + STREAMS_IN_ONE)).stream()
                            .map(StreamId::toString)
                            .collect(Collectors.joining(",", node + ":", "")));
        }
        return payloads;
    }

    private static Set<StreamId> streams(String list) {
        Set<StreamId> streams = new TreeSet<>((a, b) -> Long.compare(a.value(), b.value()));
        for (String each : list.split(",")) {
            if (each.matches("[1-9][0-9]{0,17}")) {
                streams.add(new StreamId(Long.parseLong(each)));
            }
        }
        return streams;
    }
}
