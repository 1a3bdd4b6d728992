package io.serai.srs;

import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirReport;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import io.serai.live.OnAirSource;
import io.serai.live.Reachability;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.LoggerFactory;

/** What one SRS says is on air. Thread-safe. */
final class SrsOnAirSource implements OnAirSource {
    private final MediaServer server;
    private final SrsApi api;
    private final Clock clock;
    private final Reachability reachability;

    SrsOnAirSource(MediaServer server, SrsApi api, Clock clock) {
        this.server = server;
        this.api = api;
        this.clock = clock;
        this.reachability =
                new Reachability(
                        LoggerFactory.getLogger(SrsOnAirSource.class), "srs", server.name());
    }

    @Override
    public MediaServer server() {
        return server;
    }

    @Override
    public OnAirReport report() {
        Instant requestedAt = clock.instant();
        return reachability.ask(() -> listing(requestedAt));
    }

    private Listing listing(Instant requestedAt) {
        SrsApi.Streams listed = api.streams();
        return new Listing(
                requestedAt,
                "srs:" + listed.server(),
                listed.service(),
                listed.streams().stream()
                        .map(one -> new Publisher(one.url(), one.client(), one.active()))
                        .toList());
    }
}
