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
    record OwnStream(
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
        static OwnStream of(StudioStream stream) {
            ChatSettings chat = stream.chat();
            return new OwnStream(
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
    record Owner(String id, String username, String name, @Nullable String image) {
        static Owner of(Account account) {
            return new Owner(
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
            Owner user) {
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
                    Owner.of(shown.owner()));
        }
    }

    record NewStream(
            String id,
            String title,
            @Nullable String description,
            @Nullable String thumbnail,
            boolean isChatEnabled,
            boolean isChatDelayed,
            boolean isChatFollowersOnly) {
        static NewStream of(StudioStream stream) {
            ChatSettings chat = stream.chat();
            return new NewStream(
                    stream.id().toString(),
                    stream.title(),
                    stream.description().orElse(null),
                    stream.thumbnail().orElse(null),
                    chat.enabled(),
                    chat.delayed(),
                    chat.followersOnly());
        }
    }

    record Access(String serverUrl, String streamKey) {
        @Override
        public String toString() {
            return serverUrl;
        }
    }

    record CreatedStream(NewStream stream, Access credentials, String streamMethod) {}

    record Created(boolean success, CreatedStream data, String message) {}

    record NewKey(String ingressId, String serverUrl, String streamKey, String userId) {
        @Override
        public String toString() {
            return "ingress " + ingressId;
        }
    }

    record CreatedKey(
            boolean success,
            NewKey data,
            String ingressId,
            String serverUrl,
            String streamKey,
            String userId,
            String message) {
        static CreatedKey of(NewKey key) {
            return new CreatedKey(
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

    record Done(boolean success, String message) {}

    record Info(
            boolean success,
            OwnStream data,
            OwnStream stream,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message) {
        static Info of(StudioStream stream, Optional<String> message) {
            OwnStream own = OwnStream.of(stream);
            return new Info(true, own, own, message.orElse(null));
        }
    }

    record CurrentKey(
            @Nullable String ingressId, @Nullable String serverUrl, @Nullable String streamKey) {
        @Override
        public String toString() {
            return "ingress " + ingressId;
        }
    }

    record Credentials(
            boolean success,
            CurrentKey data,
            @Nullable String ingressId,
            @Nullable String serverUrl,
            @Nullable String streamKey) {
        static Credentials of(CurrentKey key) {
            return new Credentials(true, key, key.ingressId(), key.serverUrl(), key.streamKey());
        }

        @Override
        public String toString() {
            return data.toString();
        }
    }

    /**
     * @param startedAt of the broadcast; only while it is on air
     */
    record StatusNow(
            boolean isLive,
            int viewerCount,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String startedAt,
            String title,
            @Nullable String thumbnail,
            boolean isChatEnabled,
            boolean isChatDelayed,
            boolean isChatFollowersOnly,
            OwnStream stream) {}

    record Status(
            boolean success,
            StatusNow data,
            boolean isLive,
            int viewerCount,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String startedAt,
            OwnStream stream) {
        static Status of(StudioStream stream, int viewers) {
            OwnStream own = OwnStream.of(stream);
            String startedAt = stream.liveSince().map(Json::time).orElse(null);
            StatusNow now =
                    new StatusNow(
                            own.isLive(),
                            viewers,
                            startedAt,
                            own.title(),
                            own.thumbnail(),
                            own.isChatEnabled(),
                            own.isChatDelayed(),
                            own.isChatFollowersOnly(),
                            own);
            return new Status(true, now, own.isLive(), viewers, startedAt, own);
        }
    }

    record Ticket(String token, String identity, String name, String wsUrl) {
        @Override
        public String toString() {
            return "token of " + identity;
        }
    }

    record Token(
            boolean success,
            Ticket data,
            String token,
            String identity,
            String name,
            String wsUrl,
            String message) {
        static Token of(Ticket ticket) {
            return new Token(
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

    record Past(boolean success, PastStreams data) {}

    record Shown(boolean success, PublicStream data, PublicStream stream) {
        static Shown of(ShownStream shown) {
            PublicStream stream = PublicStream.of(shown);
            return new Shown(true, stream, stream);
        }
    }

    /**
     * @param count how many are in this answer
     * @param query what was searched for
     */
    record Streams(
            boolean success,
            List<PublicStream> data,
            int count,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String query) {
        static Streams of(List<ShownStream> shown) {
            return of(shown, null, null);
        }

        static Streams of(
                List<ShownStream> shown, @Nullable String message, @Nullable String query) {
            return new Streams(
                    true,
                    shown.stream().map(PublicStream::of).toList(),
                    shown.size(),
                    message,
                    query);
        }
    }

    /** How many watched at a moment of a session. */
    record Point(String at, int viewers) {}

    /**
     * One time on air.
     *
     * @param endedAt absent while it lasts
     * @param durationSeconds until its end, or until now
     */
    record Session(
            String startedAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String endedAt,
            long durationSeconds,
            int peakViewers,
            double averageViewers,
            List<Point> viewers) {}

    /**
     * @param total how many sessions there were in these days
     */
    record Sessions(int days, List<Session> sessions, long total) {}

    record Analytics(boolean success, Sessions data) {}
}
