package io.serai.livekit;

import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import java.util.List;
import org.springframework.stereotype.Component;

/** Verifies LiveKit's webhooks over the bytes as they came, and reads them. Thread-safe. */
@Component
public final class SignedWebhooks {
    private final LiveKitSettings settings;

    SignedWebhooks(LiveKitSettings settings) {
        this.settings = settings;
    }

    /**
     * The webhook, if one of these tokens signs it.
     *
     * @param tokens what came as signature, without {@code Bearer}
     * @throws Unavailable if there is no LiveKit
     * @throws Denied if no token came, or none signs this body: with another secret or key, of
     *     another body, or past its life
     * @throws Invalid if the body is signed but no webhook
     */
    public LiveKitWebhook receive(byte[] body, List<String> tokens) {
        if (!settings.configured()) {
            throw new Unavailable(LiveKit.NOT_CONFIGURED);
        }
        if (tokens.isEmpty()) {
            throw new Denied("Missing webhook signature");
        }
        return new WebhookReader(settings).read(body, tokens);
    }
}
