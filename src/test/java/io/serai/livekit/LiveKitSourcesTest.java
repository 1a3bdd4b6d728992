package io.serai.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.MediaServers.Kind;
import io.serai.live.OnAirReport;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import io.serai.live.OnAirSource;
import io.serai.testing.ScriptedLiveKit;
import io.serai.testing.ScriptedLiveKit.Mode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitIngress.IngressInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveKitSourcesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final ScriptedLiveKit server = ScriptedLiveKit.start();
    private final LiveKit livekit = LiveKitClients.of(server);
    private final OnAirSource source =
            new LiveKitSources(livekit, LiveKitClients.settings(server.url()), CLOCK)
                    .all()
                    .getFirst();

    @AfterEach
    void close() {
        livekit.close();
        server.close();
    }

    @Test
    void listsWhoPublishesByWhichIngress() {
        IngressInfo used = server.state().add("42", IngressInput.RTMP_INPUT);
        IngressInfo left = server.state().add("43", IngressInput.WHIP_INPUT);
        IngressInfo unused = server.state().add("44", IngressInput.RTMP_INPUT);
        String resource =
                server.state().publish(used.getIngressId(), NOW).getState().getResourceId();
        server.state().publish(left.getIngressId(), NOW);
        server.state().unpublish(left.getIngressId(), NOW);

        assertThat(source.server().kind()).isEqualTo(Kind.LIVEKIT);
        assertThat(source.report())
                .isEqualTo(
                        new Listing(
                                NOW,
                                "livekit",
                                "",
                                List.of(
                                        new Publisher(
                                                used.getIngressId(),
                                                resource + "@1772366400000000000",
                                                true),
                                        new Publisher(left.getIngressId(), "", false),
                                        new Publisher(unused.getIngressId(), "", false))));
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"NORMAL", "SLOW"},
            mode = EnumSource.Mode.EXCLUDE)
    void knowsNothingWhateverGoesWrong(Mode mode) {
        IngressInfo used = server.state().add("42", IngressInput.RTMP_INPUT);
        server.state().publish(used.getIngressId(), NOW);
        server.answer(mode);

        assertThat(source.report()).isInstanceOf(OnAirReport.Unknown.class);
    }

    @Test
    void thereIsNothingToAskWithoutLiveKit() {
        LiveKitSettings none =
                new LiveKitSettings(
                        "",
                        "",
                        "",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1));

        assertThat(new LiveKitSources(LiveKitClients.none(), none, CLOCK).all()).isEmpty();
    }
}
