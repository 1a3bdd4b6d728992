package io.serai.livekit;

import io.serai.testing.ScriptedLiveKit;
import java.time.Clock;
import java.time.Duration;

/** Clients of a scripted LiveKit, and of none, for tests of other packages. */
public final class LiveKitClients {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final LiveKitSettings NONE =
            new LiveKitSettings("", "", "", DEADLINE, PAUSE, Duration.ofHours(6));

    private LiveKitClients() {}

    /** A client of this one. */
    public static LiveKit of(ScriptedLiveKit server) {
        return new LiveKit(settings(server.url()), Clock.systemUTC());
    }

    /** Tokens for the rooms of this one. */
    public static AccessTokens tokens(ScriptedLiveKit server, Clock clock) {
        return new AccessTokens(settings(server.url()), clock);
    }

    /** Where there is no LiveKit. */
    public static LiveKit none() {
        return new LiveKit(NONE, Clock.systemUTC());
    }

    /** Webhooks where there is none. */
    public static SignedWebhooks noWebhooks() {
        return new SignedWebhooks(NONE);
    }

    static LiveKitSettings settings(String url) {
        return new LiveKitSettings(
                url,
                ScriptedLiveKit.KEY,
                ScriptedLiveKit.SECRET,
                DEADLINE,
                PAUSE,
                Duration.ofHours(6));
    }
}
