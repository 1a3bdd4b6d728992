package io.serai.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.ScriptedLiveKit;
import io.serai.testing.ScriptedLiveKit.Mode;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;

class LiveKitHealthIndicatorTest {
    @Test
    void tellsHowTheLastQuestionWent() {
        try (ScriptedLiveKit server = ScriptedLiveKit.start();
                LiveKit livekit = LiveKitClients.of(server)) {
            LiveKitHealthIndicator health = new LiveKitHealthIndicator(livekit);
            assertThat(state(health)).isEqualTo("not asked yet");

            livekit.ingresses("42");
            assertThat(state(health)).isEqualTo("ok");

            server.answer(Mode.REFUSING);
            assertThatThrownBy(() -> livekit.ingresses("42")).isInstanceOf(LiveKitFailed.class);
            assertThat(state(health))
                    .startsWith("LiveKit refuses LIVEKIT_API_KEY or LIVEKIT_API_SECRET (since ");
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);

            server.answer(Mode.NORMAL);
            livekit.ingresses("42");
            assertThat(state(health)).isEqualTo("ok");
        }
    }

    @Test
    void tellsThatThereIsNone() {
        try (LiveKit none = LiveKitClients.none()) {
            assertThat(state(new LiveKitHealthIndicator(none))).isEqualTo("not configured");
        }
    }

    private static String state(LiveKitHealthIndicator health) {
        return health.health().getDetails().get("state").toString();
    }
}
