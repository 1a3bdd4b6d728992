package io.serai.hooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /openapi.json} says of SRS's bodies: the keys that {@link SrsBody} reads. SRS sends
 * more, and not every hook has all of these.
 */
record SrsHook(
        @JsonProperty("server_id") @Nullable String serverId,
        @JsonProperty("service_id") @Nullable String serviceId,
        @JsonProperty("client_id") @Nullable String clientId,
        @Nullable String vhost,
        @Nullable String app,
        @Nullable String stream,
        @Nullable String param,
        @Nullable String tcUrl,
        @JsonProperty("stream_url") @Nullable String streamUrl,
        @JsonProperty("stream_id") @Nullable String streamId) {
    /** SRS's sign of life. */
    record Heartbeat(String server, @Nullable String service) {}
}
