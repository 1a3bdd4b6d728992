package io.serai.media;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON that PixelCast's front end reads; keys in the order that it knows. */
final class MediaJson {
    private MediaJson() {}

    /** What went wrong. */
    record Failed(String error) {}

    /** What went wrong behind Serai. */
    record FailedBehind(String error, String details) {
        FailedBehind(String details) {
            this("Internal server error", details);
        }
    }

    /** It is done. */
    record Done(boolean success) {}

    /** It was asked for. */
    record Requested(boolean success, String message) {}

    /**
     * SRS's own list.
     *
     * @param streams as SRS wrote them
     */
    record StreamList(int code, String server, String service, String pid, List<Object> streams) {
        StreamList {
            streams = List.copyOf(streams);
        }
    }

    /** Who is in a room. */
    record Participants(String room, List<String> participants, int count) {
        Participants {
            participants = List.copyOf(participants);
        }
    }

    /**
     * How SRS does.
     *
     * @param serverUptime in seconds
     * @param loadAverage of the last 1, 5 and 15 minutes
     * @param streamInfo absent if nobody publishes or plays in the room
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Monitor(
            boolean isConnected,
            String serverVersion,
            long serverUptime,
            double cpuUsage,
            double memoryUsage,
            double diskUsage,
            List<Double> loadAverage,
            int streamCount,
            long totalClients,
            @Nullable StreamInfo streamInfo,
            @JsonProperty("now_ms") long now) {
        Monitor {
            loadAverage = List.copyOf(loadAverage);
        }
    }

    /** A part of SRS's entry of one stream, as SRS wrote it. */
    record StreamInfo(
            @Nullable Object publish,
            @Nullable Object clients,
            @Nullable Object kbps,
            @Nullable Object video,
            @Nullable Object audio,
            @JsonProperty("live_ms") @Nullable Object live) {
        StreamInfo(ObjectNode listed) {
            this(
                    listed.get("publish"),
                    listed.get("clients"),
                    listed.get("kbps"),
                    listed.get("video"),
                    listed.get("audio"),
                    listed.get("live_ms"));
        }
    }
}
