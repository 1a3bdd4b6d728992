package io.serai.nginx;

import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirReport;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import io.serai.live.OnAirSource;
import io.serai.live.Reachability;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.LoggerFactory;

/** What one nginx-rtmp says is on air. It sends no id of itself, so its name stands for it. */
final class NginxOnAirSource implements OnAirSource {
    private final MediaServer server;
    private final NginxStat stat;
    private final Clock clock;
    private final Reachability reachability;

    NginxOnAirSource(MediaServer server, NginxStat stat, Clock clock) {
        this.server = server;
        this.stat = stat;
        this.clock = clock;
        this.reachability =
                new Reachability(
                        LoggerFactory.getLogger(NginxOnAirSource.class), "nginx", server.name());
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
        return new Listing(
                requestedAt,
                "nginx:" + server.name(),
                "",
                stat.publishers().stream()
                        .map(one -> new Publisher(one.path(), one.client(), true))
                        .toList());
    }
}
