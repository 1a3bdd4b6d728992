package io.serai.testing;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import livekit.LivekitIngress.CreateIngressRequest;
import livekit.LivekitIngress.DeleteIngressRequest;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitIngress.IngressInput;
import livekit.LivekitIngress.IngressState;
import livekit.LivekitIngress.IngressState.Status;
import livekit.LivekitIngress.ListIngressRequest;
import livekit.LivekitIngress.ListIngressResponse;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitModels.Room;
import livekit.LivekitRoom.DeleteRoomRequest;
import livekit.LivekitRoom.ListParticipantsRequest;
import livekit.LivekitRoom.ListParticipantsResponse;
import livekit.LivekitRoom.ListRoomsRequest;
import livekit.LivekitRoom.ListRoomsResponse;
import livekit.LivekitRoom.RoomParticipantIdentity;
import livekit.LivekitRoom.UpdateParticipantRequest;

/** What a scripted LiveKit keeps. Thread-safe. */
public final class LiveKitState {
    private final Map<String, IngressInfo> ingresses = new LinkedHashMap<>();
    private final Map<String, Map<String, ParticipantInfo>> rooms = new LinkedHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    LiveKitState() {}

    /** Every ingress, in the order in which they were made. */
    public synchronized List<IngressInfo> ingresses() {
        return List.copyOf(ingresses.values());
    }

    /** Who is in a room. */
    public synchronized List<ParticipantInfo> participants(String room) {
        return List.copyOf(rooms.getOrDefault(room, Map.of()).values());
    }

    /** Whether anybody is or was in it since it was deleted. */
    public synchronized boolean hasRoom(String room) {
        return rooms.containsKey(room);
    }

    /** An ingress that somebody made by other means. */
    public synchronized IngressInfo add(String room, IngressInput input) {
        return create(
                CreateIngressRequest.newBuilder()
                        .setName(room + "-ingress")
                        .setRoomName(room)
                        .setParticipantIdentity(room)
                        .setParticipantName(room)
                        .setInputType(input)
                        .build(),
                1935);
    }

    /** Somebody begins to publish by an ingress; its identity, as in the webhooks. */
    public synchronized IngressInfo publish(String ingress, Instant at) {
        String resource = "RES_" + numbers.incrementAndGet();
        IngressInfo info = info(ingress);
        enter(info.getRoomName(), info.getParticipantIdentity(), at);
        return update(
                ingress,
                state ->
                        state.clear()
                                .setStatus(Status.ENDPOINT_PUBLISHING)
                                .setResourceId(resource)
                                .setStartedAt(nanos(at)));
    }

    /** Who publishes by an ingress is gone. */
    public synchronized IngressInfo unpublish(String ingress, Instant at) {
        IngressInfo info = info(ingress);
        leave(info.getRoomName(), info.getParticipantIdentity());
        return update(
                ingress, state -> state.setStatus(Status.ENDPOINT_INACTIVE).setEndedAt(nanos(at)));
    }

    /** Somebody enters a room. */
    public synchronized ParticipantInfo enter(String room, String identity, Instant at) {
        ParticipantInfo participant =
                ParticipantInfo.newBuilder()
                        .setSid("PA_" + numbers.incrementAndGet())
                        .setIdentity(identity)
                        .setName(identity)
                        .setState(ParticipantInfo.State.ACTIVE)
                        .setJoinedAt(at.getEpochSecond())
                        .build();
        rooms.computeIfAbsent(room, name -> new LinkedHashMap<>()).put(identity, participant);
        return participant;
    }

    /** Somebody leaves a room, if they were there. */
    public synchronized void leave(String room, String identity) {
        rooms.getOrDefault(room, new LinkedHashMap<>()).remove(identity);
    }

    /** Empty where LiveKit does not know what is named. */
    synchronized Optional<Message> answer(Message request, String method, int port) {
        return switch (request) {
            case CreateIngressRequest create -> Optional.of(create(create, port));
            case ListIngressRequest list -> Optional.of(list(list));
            case DeleteIngressRequest delete -> delete(delete.getIngressId());
            case ListRoomsRequest ignored -> Optional.of(listRooms());
            case DeleteRoomRequest delete ->
                    Optional.ofNullable(rooms.remove(delete.getRoom()))
                            .map(gone -> Empty.getDefaultInstance());
            case ListParticipantsRequest list ->
                    Optional.of(
                            ListParticipantsResponse.newBuilder()
                                    .addAllParticipants(participants(list.getRoom()))
                                    .build());
            case UpdateParticipantRequest update -> update(update);
            case RoomParticipantIdentity one ->
                    Optional.ofNullable(
                                    rooms.getOrDefault(one.getRoom(), Map.of())
                                            .get(one.getIdentity()))
                            .map(
                                    there -> {
                                        leave(one.getRoom(), one.getIdentity());
                                        return Empty.getDefaultInstance();
                                    });
            default -> throw new IllegalArgumentException("LiveKit has no " + method);
        };
    }

    private IngressInfo create(CreateIngressRequest request, int port) {
        int number = numbers.incrementAndGet();
        boolean whip = request.getInputType() == IngressInput.WHIP_INPUT;
        IngressInfo info =
                IngressInfo.newBuilder()
                        .setIngressId("IN_" + number)
                        .setName(request.getName())
                        .setStreamKey("sk_" + number + "_that-nobody-may-see")
                        .setUrl((whip ? "http" : "rtmp") + "://127.0.0.1:" + port + "/w")
                        .setInputType(request.getInputType())
                        .setRoomName(request.getRoomName())
                        .setParticipantIdentity(request.getParticipantIdentity())
                        .setParticipantName(request.getParticipantName())
                        .setReusable(true)
                        .setState(IngressState.getDefaultInstance())
                        .build();
        ingresses.put(info.getIngressId(), info);
        return info;
    }

    private ListIngressResponse list(ListIngressRequest request) {
        return ListIngressResponse.newBuilder()
                .addAllItems(
                        ingresses.values().stream()
                                .filter(
                                        one ->
                                                request.getRoomName().isEmpty()
                                                        || request.getRoomName()
                                                                .equals(one.getRoomName()))
                                .toList())
                .build();
    }

    private Optional<Message> delete(String ingress) {
        Optional<Message> known = Optional.ofNullable(ingresses.remove(ingress));
        return known;
    }

    private ListRoomsResponse listRooms() {
        ListRoomsResponse.Builder all = ListRoomsResponse.newBuilder();
        rooms.forEach(
                (name, inside) ->
                        all.addRooms(
                                Room.newBuilder().setName(name).setNumParticipants(inside.size())));
        return all.build();
    }

    private Optional<Message> update(UpdateParticipantRequest request) {
        Map<String, ParticipantInfo> room = rooms.getOrDefault(request.getRoom(), Map.of());
        return Optional.ofNullable(room.get(request.getIdentity()))
                .map(there -> there.toBuilder().setPermission(request.getPermission()).build())
                .map(
                        changed -> {
                            room.put(changed.getIdentity(), changed);
                            return changed;
                        });
    }

    private IngressInfo info(String ingress) {
        return Optional.ofNullable(ingresses.get(ingress)).orElseThrow();
    }

    private IngressInfo update(String ingress, UnaryOperator<IngressState.Builder> change) {
        IngressInfo before = info(ingress);
        IngressInfo after =
                before.toBuilder()
                        .setState(change.apply(before.getState().toBuilder()).build())
                        .build();
        ingresses.put(ingress, after);
        return after;
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }
}
