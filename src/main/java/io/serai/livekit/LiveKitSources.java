package io.serai.livekit;

import io.serai.common.ControlException.Unavailable;
import io.serai.live.Fence;
import io.serai.live.Ingresses;
import io.serai.live.ListedSource;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import io.serai.live.OnAirSource;
import io.serai.live.OnAirSources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Says by which ingresses of LiveKit somebody publishes. Thread-safe. */
@Component
final class LiveKitSources implements OnAirSources {
    private static final String NAME = "livekit";

    private final LiveKit livekit;
    private final List<OnAirSource> all;

    LiveKitSources(LiveKit livekit, LiveKitSettings settings, Clock clock) {
        this.livekit = livekit;
        this.all =
                settings.configured()
                        ? List.of(
                                new ListedSource(
                                        NAME,
                                        new MediaServer(
                                                NAME,
                                                Kind.LIVEKIT,
                                                Optional.of(settings.api()),
                                                Duration.ofSeconds(30)),
                                        clock,
                                        this::listing))
                        : List.of();
    }

    @Override
    public List<OnAirSource> all() {
        return all;
    }

    /** LiveKit answers with all ingresses at once, so its answer is complete. */
    private Listing listing(Instant requestedAt) {
        try {
            return new Listing(
                    requestedAt,
                    Ingresses.SOURCE,
                    "",
                    livekit.everyIngress().stream().map(LiveKitSources::publisher).toList());
        } catch (LiveKitFailed e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    private static Publisher publisher(IngressState state) {
        Fence fence = Ingresses.publisher(state.resource(), state.startedNs());
        boolean there = state.status() != IngressState.Status.NOBODY;
        return new Publisher(
                state.ingress().id(),
                there ? fence.client() : "",
                state.status() == IngressState.Status.PUBLISHING);
    }
}
