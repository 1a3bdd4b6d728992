package io.serai.livekit;

import io.livekit.server.IngressServiceClient;
import io.livekit.server.RoomServiceClient;
import io.serai.livekit.LiveKitFailed.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitIngress.IngressInput;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitModels.ParticipantPermission;
import livekit.LivekitModels.Room;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.Response;

/**
 * LiveKit's SDK, with a deadline for each call and one kind of failure; makes one attempt.
 * Thread-safe.
 */
final class LiveKitApi {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int MOST_IDLE = 4;
    private static final int NOT_FOUND = 404;
    private static final String PROTOBUF = "application/protobuf";
    private static final String ELSEWHERE = "something else answers at LIVEKIT_URL";

    private final OkHttpClient http;
    private final IngressServiceClient ingress;
    private final RoomServiceClient rooms;

    LiveKitApi(LiveKitSettings settings) {
        // Attempts decides what may be repeated.
        this.http =
                new OkHttpClient.Builder()
                        .connectTimeout(CONNECT)
                        .callTimeout(settings.deadline())
                        .readTimeout(settings.deadline())
                        .followRedirects(false)
                        .addInterceptor(LiveKitApi::onlyOfLiveKit)
                        .retryOnConnectionFailure(false)
                        .connectionPool(
                                new ConnectionPool(MOST_IDLE, IDLE.toSeconds(), TimeUnit.SECONDS))
                        .build();
        String base = settings.api().toString();
        this.ingress =
                IngressServiceClient.createClient(
                        base, settings.apiKey(), settings.apiSecret(), () -> http);
        this.rooms =
                RoomServiceClient.createClient(
                        base, settings.apiKey(), settings.apiSecret(), () -> http);
    }

    Ingress createIngress(Ingress.Kind kind, String user, Duration left) {
        IngressInput input =
                switch (kind) {
                    case RTMP -> IngressInput.RTMP_INPUT;
                    case WHIP -> IngressInput.WHIP_INPUT;
                };
        return state(
                        answer(
                                        ingress.createIngress(
                                                user + "-ingress", user, user, user, input),
                                        left)
                                .orElseThrow(() -> new LiveKitFailed(Reason.FAULT, "not found")))
                .ingress();
    }

    /**
     * @param room empty for those of all rooms
     */
    List<IngressState> ingresses(String room, Duration left) {
        return answer(ingress.listIngress(room), left).orElse(List.of()).stream()
                .map(LiveKitApi::state)
                .toList();
    }

    boolean deleteIngress(String id, Duration left) {
        return answer(ingress.deleteIngress(id), left).isPresent();
    }

    Set<String> occupiedRooms(Duration left) {
        return answer(rooms.listRooms(), left).orElse(List.of()).stream()
                .filter(room -> room.getNumParticipants() > 0)
                .map(Room::getName)
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean deleteRoom(String room, Duration left) {
        return done(rooms.deleteRoom(room), left);
    }

    List<Participant> participants(String room, Duration left) {
        return answer(rooms.listParticipants(room), left).orElse(List.of()).stream()
                .map(LiveKitApi::participant)
                .toList();
    }

    boolean updateParticipant(String room, String identity, Grants grants, Duration left) {
        ParticipantPermission permission =
                ParticipantPermission.newBuilder()
                        .setCanSubscribe(true)
                        .setCanPublish(grants.canPublish())
                        .setCanPublishData(grants.canPublishData())
                        .build();
        return answer(rooms.updateParticipant(room, identity, null, null, permission), left)
                .isPresent();
    }

    boolean removeParticipant(String room, String identity, Duration left) {
        return done(rooms.removeParticipant(room, identity), left);
    }

    void close() {
        http.dispatcher().cancelAll();
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }

    /** Empty if LiveKit does not know what is named. */
    private static <T> Optional<T> answer(Call<T> call, Duration left) {
        Response<T> response = execute(call, left);
        return known(response) ? Optional.ofNullable(response.body()) : Optional.empty();
    }

    /** For answers that say nothing. */
    private static boolean done(Call<Void> call, Duration left) {
        return known(execute(call, left));
    }

    private static <T> Response<T> execute(Call<T> call, Duration left) {
        call.timeout().timeout(left.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return call.execute();
        } catch (ConnectException | NoRouteToHostException | UnknownHostException e) {
            throw new LiveKitFailed(Reason.UNREACHABLE);
        } catch (NotLiveKit e) {
            throw new LiveKitFailed(Reason.FAULT, ELSEWHERE);
        } catch (SSLException e) {
            throw new LiveKitFailed(Reason.UNREACHABLE, "no secure connection");
        } catch (InterruptedIOException e) {
            throw new LiveKitFailed(Reason.DEADLINE);
        } catch (IOException e) {
            throw new LiveKitFailed(Reason.BROKEN_OFF);
        } catch (RuntimeException e) {
            // The SDK's converter: the bytes are no message of this kind.
            throw new LiveKitFailed(Reason.FAULT, "its answer can't be read");
        }
    }

    private static boolean known(Response<?> response) {
        int status = response.code();
        if (response.isSuccessful()) {
            return true;
        }
        return switch (status) {
            case NOT_FOUND -> !unknownThing(response);
            case 401, 403 -> throw new LiveKitFailed(Reason.CREDENTIALS);
            default ->
                    throw new LiveKitFailed(
                            status >= 500 ? Reason.FAULT : Reason.REFUSED, "status " + status);
        };
    }

    /** An empty page of something between us would read as an empty list. */
    private static okhttp3.Response onlyOfLiveKit(Interceptor.Chain chain) throws IOException {
        okhttp3.Response response = chain.proceed(chain.request());
        String type = Optional.ofNullable(response.header("Content-Type")).orElse("");
        if (response.isSuccessful() && !type.startsWith(PROTOBUF)) {
            response.close();
            throw new NotLiveKit();
        }
        return response;
    }

    /** Somebody else answered. */
    private static final class NotLiveKit extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Only LiveKit itself knows what it does not know; else the address is wrong. */
    private static boolean unknownThing(Response<?> response) {
        try (ResponseBody body = response.errorBody()) {
            if (body != null && body.string().contains("\"not_found\"")) {
                return true;
            }
        } catch (IOException e) {
            throw new LiveKitFailed(Reason.BROKEN_OFF);
        }
        throw new LiveKitFailed(Reason.FAULT, ELSEWHERE);
    }

    private static IngressState state(IngressInfo info) {
        return new IngressState(
                new Ingress(info.getIngressId(), info.getUrl(), info.getStreamKey()),
                info.getState().getResourceId(),
                info.getState().getStartedAt(),
                switch (info.getState().getStatus()) {
                    case ENDPOINT_PUBLISHING -> IngressState.Status.PUBLISHING;
                    case ENDPOINT_BUFFERING -> IngressState.Status.BUFFERING;
                    case ENDPOINT_INACTIVE, ENDPOINT_ERROR, ENDPOINT_COMPLETE, UNRECOGNIZED ->
                            IngressState.Status.NOBODY;
                });
    }

    private static Participant participant(ParticipantInfo info) {
        ParticipantPermission permission = info.getPermission();
        return new Participant(
                info.getSid(),
                info.getIdentity(),
                info.getName(),
                Instant.ofEpochSecond(info.getJoinedAt()),
                new Grants(permission.getCanPublish(), permission.getCanPublishData()));
    }
}
