package io.serai.playback;

import io.serai.common.ControlException.Unavailable;
import io.serai.srs.AskedOnce;
import io.serai.srs.SrsApi;
import io.serai.srs.SrsServers;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Finds a stream in SRS's list. Whoever asks while a question is under way shares its answer, so
 * that many pages together are one question at a time. Thread-safe.
 */
@Component
final class SrsStreams {
    private final AskedOnce<SrsApi.Streams> listed;

    SrsStreams(SrsServers servers, Clock clock) {
        this.listed = new AskedOnce<>(() -> ask(servers), Duration.ZERO, clock);
    }

    /**
     * What the first configured SRS, the one whose addresses are shown, lists by this name.
     *
     * @throws Unavailable with a short reason if it can't be asked
     */
    Optional<SrsApi.Stream> find(MediaName app, MediaName stream) {
        return listed.answer().streams().stream()
                .filter(one -> one.app().equals(app.value()) && one.name().equals(stream.value()))
                // Virtual hosts may have one each.
                .max(Comparator.comparing(SrsApi.Stream::active));
    }

    private static SrsApi.Streams ask(SrsServers servers) {
        return servers.first()
                .orElseThrow(() -> new Unavailable("no SRS with an API is configured"))
                .api()
                .streams();
    }
}
