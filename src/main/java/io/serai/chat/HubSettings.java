package io.serai.chat;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the chat's connections and rooms.
 *
 * @param allowedOrigins pages that may open a chat; empty: any
 * @param threads that read and write; 0: one for each core, at most 4
 * @param mostConnections past that new ones get 503
 * @param mostPerAddress past that new ones get 429
 * @param ping how often a connection is asked whether it lives
 * @param pongWait how long a connection may say nothing at all
 * @param writeWait how long a connection may take in nothing of what waits for it
 * @param viewUpdatePause at most one VIEW_UPDATE of a stream in this time
 * @param mostWaitingFrames so many wait for a slow reader, past that it is dropped
 * @param mostWaiting as much waits for a slow reader, past that it is dropped
 * @param sendBuffer what the system may hold for a connection besides
 * @param remembered so many messages of each room are kept in memory
 * @param roomLinger how long a room is remembered that nobody is in
 * @param writeViewers how often numbers of viewers are written to the database
 */
@ConfigurationProperties("serai.chat.hub")
record HubSettings(
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue("0") int threads,
        @DefaultValue("50000") int mostConnections,
        @DefaultValue("200") int mostPerAddress,
        @DefaultValue("54s") Duration ping,
        @DefaultValue("60s") Duration pongWait,
        @DefaultValue("10s") Duration writeWait,
        @DefaultValue("3s") Duration viewUpdatePause,
        @DefaultValue("256") int mostWaitingFrames,
        @DefaultValue("512KB") DataSize mostWaiting,
        @DefaultValue("64KB") DataSize sendBuffer,
        @DefaultValue("200") int remembered,
        @DefaultValue("60s") Duration roomLinger,
        @DefaultValue("5s") Duration writeViewers) {
    private static final int MOST_THREADS = 4;

    HubSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
        if (threads < 0 || mostConnections < 1 || mostPerAddress < 1 || mostWaitingFrames < 1) {
            throw new IllegalArgumentException(
                    "serai.chat.hub: threads is at least 0, the limits at least 1");
        }
        if (remembered < 1 || remembered > 200) {
            throw new IllegalArgumentException("serai.chat.hub.remembered is 1 to 200");
        }
        if (!ping.isPositive()
                || pongWait.compareTo(ping) <= 0
                || !writeWait.isPositive()
                || viewUpdatePause.isNegative()
                || roomLinger.isNegative()
                || !writeViewers.isPositive()) {
            throw new IllegalArgumentException(
                    "serai.chat.hub: times are positive, and pong-wait is longer than ping");
        }
    }

    int loops() {
        return threads > 0
                ? threads
                : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    }
}
