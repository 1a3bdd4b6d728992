package io.serai.destinations;

import io.serai.common.http.Json;
import java.util.Map;

/** What StreamHelper's clients are answered about their streams. */
final class StreamAnswers {
    private static final String PATH = "/api/v1/streams";

    private StreamAnswers() {}

    /**
     * A stream, for its owner alone.
     *
     * @param key what the encoder publishes as
     * @param url the server that it publishes to; the application is {@code live}
     */
    record OwnStream(
            long id,
            String key,
            long ownerId,
            boolean isLive,
            String url,
            String createdAt,
            String updatedAt,
            StreamLinks links) {
        /**
         * @param destinations path of a destination, by platform
         */
        static OwnStream of(IngestStream ingest, String url, Map<String, String> destinations) {
            OwnedStream stream = ingest.stream();
            return new OwnStream(
                    stream.id().value(),
                    ingest.key().value(),
                    stream.owner().value(),
                    stream.live(),
                    url,
                    Json.time(stream.createdAt()),
                    Json.time(stream.updatedAt()),
                    new StreamLinks(PATH + "/" + stream.id(), PATH, destinations));
        }

        @Override
        public String toString() {
            return "stream " + id;
        }
    }

    record StreamLinks(String self, String parent, Map<String, String> destinations) {}

    /**
     * The health of the server.
     *
     * @param activeStreams that are sent on by a living process
     * @param activeProcesses of ffmpeg that live
     * @param uptime seconds
     */
    record StreamHelperHealth(
            String status,
            String timestamp,
            int activeStreams,
            int activeProcesses,
            double uptime) {}
}
