package io.serai.livekit;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import io.livekit.server.WebhookReceiver;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.livekit.LiveKitWebhook.Entrant;
import io.serai.livekit.LiveKitWebhook.IngressNotice;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitIngress.IngressInput;
import livekit.LivekitWebhook.WebhookEvent;

/**
 * Verifies a webhook and reads it with the SDK. The SDK could verify as well, but it refuses a
 * token whose time begins a second from now, takes one that never ends, and hashes text instead of
 * bytes. Apart from the bean, so that nothing of the SDK is loaded before a webhook comes.
 * Thread-safe.
 */
final class WebhookReader {
    /** So far LiveKit's clock may be ahead of ours; it would not send a refused webhook again. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

    private final WebhookReceiver receiver;
    private final JWTVerifier verifier;

    WebhookReader(LiveKitSettings settings) {
        this.receiver = new WebhookReceiver(settings.apiKey(), settings.apiSecret());
        this.verifier =
                JWT.require(Algorithm.HMAC256(settings.apiSecret()))
                        .withIssuer(settings.apiKey())
                        .withClaimPresence("exp")
                        .withClaimPresence("sha256")
                        .acceptNotBefore(CLOCKS_DIFFER.toSeconds())
                        .acceptIssuedAt(CLOCKS_DIFFER.toSeconds())
                        .build();
    }

    LiveKitWebhook read(byte[] body, List<String> tokens) {
        if (tokens.stream().noneMatch(token -> signs(token, body))) {
            throw new Denied("Invalid webhook signature");
        }
        return read(parse(body), body);
    }

    private boolean signs(String token, byte[] body) {
        try {
            String signed = verifier.verify(token).getClaim("sha256").asString();
            return signed != null
                    && MessageDigest.isEqual(Base64.getDecoder().decode(signed), sha256(body));
        } catch (JWTVerificationException | IllegalArgumentException e) {
            return false;
        }
    }

    private WebhookEvent parse(byte[] body) {
        try {
            return receiver.receive(new String(body, StandardCharsets.UTF_8), null, true);
        } catch (Exception e) {
            // Kotlin declares no exceptions, so the compiler does not know which one may come.
            throw new Invalid("The webhook can't be read", e);
        }
    }

    private static LiveKitWebhook read(WebhookEvent event, byte[] body) {
        String room =
                event.hasRoom()
                        ? event.getRoom().getName()
                        : event.hasIngressInfo()
                                ? event.getIngressInfo().getRoomName()
                                : event.getEgressInfo().getRoomName();
        return new LiveKitWebhook(
                // An old LiveKit gives no ids; what it sends again has the same bytes.
                event.getId().isEmpty()
                        ? Base64.getEncoder().encodeToString(sha256(body))
                        : event.getId(),
                event.getEvent(),
                room,
                event.hasIngressInfo()
                        ? Optional.of(ingress(event.getIngressInfo()))
                        : Optional.empty(),
                event.hasParticipant()
                        ? Optional.of(
                                new Entrant(
                                        event.getParticipant().getSid(),
                                        event.getParticipant().getIdentity()))
                        : Optional.empty(),
                detail(event, room));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without SHA-256", e);
        }
    }

    private static IngressNotice ingress(IngressInfo info) {
        return new IngressNotice(
                info.getIngressId(),
                info.getInputType() == IngressInput.WHIP_INPUT
                        ? Ingress.Kind.WHIP
                        : Ingress.Kind.RTMP,
                info.getState().getResourceId(),
                info.getState().getStartedAt());
    }

    private static Map<String, Object> detail(WebhookEvent event, String room) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("room", room);
        if (event.hasParticipant()) {
            detail.put("participant", event.getParticipant().getIdentity());
            detail.put("sid", event.getParticipant().getSid());
        }
        if (event.hasTrack()) {
            detail.put("track", event.getTrack().getSid());
            detail.put("kind", lower(event.getTrack().getType().name()));
            detail.put("source", lower(event.getTrack().getSource().name()));
        }
        if (event.hasEgressInfo()) {
            detail.put("egress", event.getEgressInfo().getEgressId());
            detail.put("status", lower(event.getEgressInfo().getStatus().name()));
        }
        return detail;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
