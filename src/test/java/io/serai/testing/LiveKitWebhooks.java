package io.serai.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.livekit.server.AccessToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitModels.Room;
import livekit.LivekitWebhook.WebhookEvent;

/** Writes and signs webhooks as a LiveKit does. */
public final class LiveKitWebhooks {
    private static final Duration LIFE = Duration.ofMinutes(5);

    private LiveKitWebhooks() {}

    /** A webhook's body and the token that signs it. */
    public record Signed(byte[] body, String token) {
        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Somebody publishes by this ingress. */
    public static WebhookEvent ingressStarted(IngressInfo ingress, Instant at) {
        return event("ingress_started", at).setIngressInfo(ingress).build();
    }

    /** Who published by this ingress is gone. */
    public static WebhookEvent ingressEnded(IngressInfo ingress, Instant at) {
        return event("ingress_ended", at).setIngressInfo(ingress).build();
    }

    /** {@code participant_joined} or {@code participant_left}, for example. */
    public static WebhookEvent participant(
            String event, String room, ParticipantInfo participant, Instant at) {
        return event(event, at)
                .setRoom(Room.newBuilder().setName(room))
                .setParticipant(participant)
                .build();
    }

    /** {@code room_started} or {@code room_finished}. */
    public static WebhookEvent room(String event, String room, Instant at) {
        return event(event, at).setRoom(Room.newBuilder().setName(room)).build();
    }

    /** A webhook with an id of its own, to be completed. */
    public static WebhookEvent.Builder event(String event, Instant at) {
        return WebhookEvent.newBuilder()
                .setEvent(event)
                .setId("EV_" + UUID.randomUUID())
                .setCreatedAt(at.getEpochSecond());
    }

    /** As {@link ScriptedLiveKit} signs it now. */
    public static Signed sign(WebhookEvent event) {
        return sign(json(event), Instant.now());
    }

    /** As {@link ScriptedLiveKit} signed it at that time. */
    public static Signed sign(String body, Instant at) {
        return sign(body, ScriptedLiveKit.KEY, ScriptedLiveKit.SECRET, at);
    }

    /** Signed with any key and secret. */
    public static Signed sign(String body, String key, String secret, Instant at) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        AccessToken token = new AccessToken(key, secret);
        token.setSha256(Base64.getEncoder().encodeToString(sha256(bytes)));
        token.setNotBefore(Date.from(at));
        token.setExpiration(Date.from(at.plus(LIFE)));
        return new Signed(bytes, token.toJwt());
    }

    /** The body of a webhook. */
    public static String json(WebhookEvent event) {
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(event);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
