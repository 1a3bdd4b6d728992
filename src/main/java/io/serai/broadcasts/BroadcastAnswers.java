package io.serai.broadcasts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.serai.broadcasts.IceServers.IceEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What live-service's clients are answered. Keys that hold a secret are absent for all but the
 * owner.
 */
final class BroadcastAnswers {
    private BroadcastAnswers() {}

    record Created(
            long id,
            @JsonProperty("stream_key") String streamKey,
            @JsonProperty("rtmp_url") String rtmpUrl,
            @JsonProperty("webrtc_url") String webrtcUrl,
            @JsonProperty("hls_url") String hlsUrl) {
        /** The key does not appear. */
        @Override
        public String toString() {
            return "broadcast " + id;
        }
    }

    record FeedPage(
            List<Listed> streams,
            long total,
            int page,
            int limit,
            @JsonProperty("total_pages") long totalPages) {}

    record Listed(
            long id,
            @JsonProperty("user_id") long userId,
            String username,
            String title,
            String status,
            @JsonProperty("viewer_count") int viewerCount,
            @JsonProperty("hls_url") String hlsUrl,
            @JsonProperty("started_at") String startedAt,
            @JsonProperty("created_at") String createdAt) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Detail(
            long id,
            @JsonProperty("user_id") long userId,
            String username,
            String title,
            @Nullable String description,
            String status,
            @JsonProperty("stream_key") @Nullable String streamKey,
            @JsonProperty("rtmp_url") @Nullable String rtmpUrl,
            @JsonProperty("webrtc_url") @Nullable String webrtcUrl,
            @JsonProperty("hls_url") String hlsUrl,
            @JsonProperty("viewer_count") int viewerCount,
            @JsonProperty("started_at") @Nullable String startedAt,
            @JsonProperty("ended_at") @Nullable String endedAt,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("is_owner") boolean isOwner) {
        /** The key does not appear. */
        @Override
        public String toString() {
            return "broadcast " + id;
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WebRtc(
            long id,
            String status,
            @JsonProperty("publish_url") @Nullable String publishUrl,
            @JsonProperty("play_url") String playUrl,
            @JsonProperty("whip_endpoint") String whipEndpoint,
            @JsonProperty("whep_endpoint") String whepEndpoint,
            @JsonProperty("ice_servers") List<IceEntry> iceServers,
            @JsonProperty("is_owner") boolean isOwner) {
        /** The key does not appear. */
        @Override
        public String toString() {
            return "broadcast " + id;
        }
    }

    record ViewersNow(
            @JsonProperty("stream_id") long streamId,
            @JsonProperty("viewer_count") int viewerCount) {}

    record SrsHealthy(String status, String service, String version) {}

    record SrsUnhealthy(String status, String service, String error) {}

    /**
     * @param duration seconds on air, all sessions together
     * @param messages absent without a chat, as is {@code chatters}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Figures(
            @JsonProperty("stream_id") long streamId,
            String status,
            long duration,
            @JsonProperty("viewer_count") int viewerCount,
            @JsonProperty("peak_viewers") int peakViewers,
            List<StatsSession> sessions,
            @JsonProperty("viewer_curve") List<CurvePoint> viewerCurve,
            @Nullable Long messages,
            @Nullable Long chatters) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StatsSession(
            @JsonProperty("started_at") String startedAt,
            @JsonProperty("ended_at") @Nullable String endedAt,
            long duration,
            @JsonProperty("peak_viewers") int peakViewers) {}

    record CurvePoint(String at, long viewers) {}
}
