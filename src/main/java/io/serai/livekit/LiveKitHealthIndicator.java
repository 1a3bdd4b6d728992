package io.serai.livekit;

import java.time.Instant;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Tells how the last question to LiveKit went; asks nothing itself. Never down: everything but
 * LiveKit's own streams works without it. Thread-safe.
 */
@Component
final class LiveKitHealthIndicator implements HealthIndicator {
    private final LiveKit livekit;

    LiveKitHealthIndicator(LiveKit livekit) {
        this.livekit = livekit;
    }

    @Override
    public Health health() {
        return Health.up().withDetail("state", tell()).build();
    }

    private String tell() {
        if (!livekit.configured()) {
            return "not configured";
        }
        return switch (livekit.state()) {
            case Attempts.State.Unasked() -> "not asked yet";
            case Attempts.State.Works() -> "ok";
            case Attempts.State.Fails(LiveKitFailed.Reason reason, Instant since) ->
                    reason.text() + " (since " + since + ")";
        };
    }
}
