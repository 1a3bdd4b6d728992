package io.serai.livekit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.livekit.server.WebhookReceiver;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.livekit.LiveKitWebhook.Entrant;
import io.serai.livekit.LiveKitWebhook.IngressNotice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
 * What the SDK knows of webhooks. Apart from the bean, so that nothing of the SDK is loaded before
 * a webhook comes. The SDK compares signatures in constant time. Thread-safe.
 */
final class WebhookReader {
    private static final JsonMapper JSON = new JsonMapper();

    private final WebhookReceiver receiver;

    WebhookReader(LiveKitSettings settings) {
        this.receiver = new WebhookReceiver(settings.apiKey(), settings.apiSecret());
    }

    LiveKitWebhook read(byte[] body, List<String> tokens) {
        String text = text(body);
        return tokens.stream()
                .flatMap(token -> verified(text, token).stream())
                .findFirst()
                .map(event -> read(event, body))
                .orElseThrow(WebhookReader::invalid);
    }

    private Optional<WebhookEvent> verified(String body, String token) {
        if (!expires(token)) {
            return Optional.empty();
        }
        try {
            return Optional.of(receiver.receive(body, token, false));
        } catch (RuntimeException e) {
            return Optional.empty();
        } catch (Exception e) {
            // The signature is right, but the body is no webhook; Kotlin declares no exceptions.
            throw new Invalid("The webhook can't be read", e);
        }
    }

    /** The SDK takes a token without an end as one that is valid for ever. */
    private static boolean expires(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            return parts.length == 3
                    && JSON.readTree(Base64.getUrlDecoder().decode(parts[1]))
                            .path("exp")
                            .isNumber();
        } catch (IllegalArgumentException | IOException e) {
            return false;
        }
    }

    /** The SDK hashes text; only of the very bytes that text is made of does that mean anything. */
    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw invalid();
        }
    }

    private static Denied invalid() {
        return new Denied("Invalid webhook signature");
    }

    private static LiveKitWebhook read(WebhookEvent event, byte[] body) {
        String room =
                event.hasRoom()
                        ? event.getRoom().getName()
                        : event.hasIngressInfo()
                                ? event.getIngressInfo().getRoomName()
                                : event.getEgressInfo().getRoomName();
        return new LiveKitWebhook(
                event.getId().isEmpty() ? digest(body) : event.getId(),
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

    /** An old LiveKit gives no ids; what it sends again has the same bytes. */
    private static String digest(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
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
