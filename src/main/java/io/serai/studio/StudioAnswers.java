package io.serai.studio;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.accounts.Account;
import io.serai.common.http.Json;
import io.serai.streams.ChatSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What StreamIt's clients are answered: an envelope with {@code data}, and beside it the keys that
 * its older clients read.
 */
final class StudioAnswers {
    private StudioAnswers() {}

    /** A stream as its creator sees it; the key stands only in {@link Credentials}. */
    record CreatorStream(
            String id,
            String title,
            @Nullable String description,
            @Nullable String thumbnail,
            @Nullable String ingressId,
            @Nullable String serverUrl,
            boolean isLive,
            boolean isChatEnabled,
            boolean isChatDelayed,
            boolean isChatFollowersOnly,
            String userId,
            String createdAt,
            String updatedAt) {
        static CreatorStream of(StudioStream stream) {
            ChatSettings chat = stream.chat();
            return new CreatorStream(
                    stream.id().toString(),
                    stream.title(),
                    stream.description().orElse(null),
                    stream.thumbnail().orElse(null),
                    stream.ingressId().orElse(null),
                    stream.serverUrl().orElse(null),
                    stream.live(),
                    chat.enabled(),
                    chat.delayed(),
                    chat.followersOnly(),
                    stream.owner().toString(),
                    Json.time(stream.createdAt()),
                    Json.time(stream.updatedAt()));
        }
    }

    /** Whose stream it is. */
    record StreamOwner(String id, String username, String name, @Nullable String image) {
        static StreamOwner of(Account account) {
            return new StreamOwner(
                    account.id().toString(),
                    account.username(),
                    account.name(),
                    account.image().orElse(null));
        }
    }

    /** A stream as viewers see it. */
    record PublicStream(
            String id,
            String title,
            @Nullable String description,
            @Nullable String thumbnail,
            boolean isLive,
            boolean isChatEnabled,
            boolean isChatDelayed,
            boolean isChatFollowersOnly,
            String userId,
            String createdAt,
            String updatedAt,
            StreamOwner user) {
        static PublicStream of(ShownStream shown) {
            StudioStream stream = shown.stream();
            ChatSettings chat = stream.chat();
            return new PublicStream(
                    stream.id().toString(),
                    stream.title(),
                    stream.description().orElse(null),
                    stream.thumbnail().orElse(null),
                    stream.live(),
                    chat.enabled(),
                    chat.delayed(),
                    chat.followersOnly(),
                    stream.owner().toString(),
                    Json.time(stream.createdAt()),
                    Json.time(stream.updatedAt()),
                    StreamOwner.of(shown.owner()));
        }
    }

    record CreatedStreamFields(
            String id,
            String title,
            @Nullable String description,
            @Nullable String thumbnail,
            boolean isChatEnabled,
            boolean isChatDelayed,
            boolean isChatFollowersOnly) {
        static CreatedStreamFields of(StudioStream stream) {
            ChatSettings chat = stream.chat();
            return new CreatedStreamFields(
                    stream.id().toString(),
                    stream.title(),
                    stream.description().orElse(null),
                    stream.thumbnail().orElse(null),
                    chat.enabled(),
                    chat.delayed(),
                    chat.followersOnly());
        }
    }

    record PublishAccess(String serverUrl, String streamKey) {
        @Override
        public String toString() {
            return serverUrl;
        }
    }

    record CreatedStreamData(
            CreatedStreamFields stream, PublishAccess credentials, String streamMethod) {}

    record StreamCreated(boolean success, CreatedStreamData data, String message) {}

    record NewStreamKey(String ingressId, String serverUrl, String streamKey, String userId) {
        @Override
        public String toString() {
            return "ingress " + ingressId;
        }
    }

    record CreatedStreamKey(
            boolean success,
            NewStreamKey data,
            String ingressId,
            String serverUrl,
            String streamKey,
            String userId,
            String message) {
        static CreatedStreamKey of(NewStreamKey key) {
            return new CreatedStreamKey(
                    true,
                    key,
                    key.ingressId(),
                    key.serverUrl(),
                    key.streamKey(),
                    key.userId(),
                    "Stream key created successfully");
        }

        @Override
        public String toString() {
            return data.toString();
        }
    }

    record StudioDone(boolean success, String message) {}

    record StudioInfo(
            boolean success,
            CreatorStream data,
            CreatorStream stream,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message) {
        static StudioInfo of(StudioStream stream, Optional<String> message) {
            CreatorStream own = CreatorStream.of(stream);
            return new StudioInfo(true, own, own, message.orElse(null));
        }
    }

    record CurrentStreamKey(
            @Nullable String ingressId, @Nullable String serverUrl, @Nullable String streamKey) {
        @Override
        public String toString() {
            return "ingress " + ingressId;
        }
    }

    record StudioCredentials(
            boolean success,
            CurrentStreamKey data,
            @Nullable String ingressId,
            @Nullable String serverUrl,
            @Nullable String streamKey) {
        static StudioCredentials of(CurrentStreamKey key) {
            return new StudioCredentials(
                    true, key, key.ingressId(), key.serverUrl(), key.streamKey());
        }

        @Override
        public String toString() {
            return data.toString();
        }
    }

    /**
     * @param startedAt of the broadcast; only while it is on air
     */
    record StudioStatusNow(
            boolean isLive,
            int viewerCount,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String startedAt,
            String title,
            @Nullable String thumbnail,
            boolean isChatEnabled,
            boolean isChatDelayed,
            boolean isChatFollowersOnly,
            CreatorStream stream) {}

    record StudioStatus(
            boolean success,
            StudioStatusNow data,
            boolean isLive,
            int viewerCount,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String startedAt,
            CreatorStream stream) {
        static StudioStatus of(StudioStream stream, int viewers) {
            CreatorStream own = CreatorStream.of(stream);
            String startedAt = stream.liveSince().map(Json::time).orElse(null);
            StudioStatusNow now =
                    new StudioStatusNow(
                            own.isLive(),
                            viewers,
                            startedAt,
                            own.title(),
                            own.thumbnail(),
                            own.isChatEnabled(),
                            own.isChatDelayed(),
                            own.isChatFollowersOnly(),
                            own);
            return new StudioStatus(true, now, own.isLive(), viewers, startedAt, own);
        }
    }

    record RoomTicket(String token, String identity, String name, String wsUrl) {
        @Override
        public String toString() {
            return "token of " + identity;
        }
    }

    record RoomToken(
            boolean success,
            RoomTicket data,
            String token,
            String identity,
            String name,
            String wsUrl,
            String message) {
        static RoomToken of(RoomTicket ticket) {
            return new RoomToken(
                    true,
                    ticket,
                    ticket.token(),
                    ticket.identity(),
                    ticket.name(),
                    ticket.wsUrl(),
                    "Token generated successfully");
        }

        @Override
        public String toString() {
            return data.toString();
        }
    }

    record PastStreams(List<PublicStream> streams, int total) {}

    record StudioPast(boolean success, PastStreams data) {}

    record StudioPage(boolean success, PublicStream data, PublicStream stream) {
        static StudioPage of(ShownStream shown) {
            PublicStream stream = PublicStream.of(shown);
            return new StudioPage(true, stream, stream);
        }
    }

    /**
     * @param count how many are in this answer
     * @param query what was searched for
     */
    record StudioStreams(
            boolean success,
            List<PublicStream> data,
            int count,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String query) {
        static StudioStreams of(List<ShownStream> shown) {
            return of(shown, null, null);
        }

        static StudioStreams of(
                List<ShownStream> shown, @Nullable String message, @Nullable String query) {
            return new StudioStreams(
                    true,
                    shown.stream().map(PublicStream::of).toList(),
                    shown.size(),
                    message,
                    query);
        }
    }

    /** How many watched at a moment of a session. */
    record ViewersPoint(String at, int viewers) {}

    /**
     * One time on air.
     *
     * @param endedAt absent while it lasts
     * @param durationSeconds until its end, or until now
     */
    record AiredSession(
            String startedAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String endedAt,
            long durationSeconds,
            int peakViewers,
            double averageViewers,
            List<ViewersPoint> viewers) {}

    /**
     * @param total how many sessions there were in these days
     */
    record AiredSessions(int days, List<AiredSession> sessions, long total) {}

    record StudioAnalytics(boolean success, AiredSessions data) {}
}
