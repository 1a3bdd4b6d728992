package io.serai.srs;

import io.serai.live.ListedSource;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import io.serai.live.OnAirSource;
import io.serai.live.OnAirSources;
import io.serai.srs.SrsServers.SrsServer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Says what each SRS lists as published. Thread-safe. */
@Component
final class SrsSources implements OnAirSources {
    private final List<OnAirSource> all;

    SrsSources(SrsServers servers, Clock clock) {
        all =
                servers.all().stream()
                        .<OnAirSource>map(
                                srs ->
                                        new ListedSource(
                                                "srs",
                                                srs.server(),
                                                clock,
                                                now -> listing(srs, now)))
                        .toList();
    }

    @Override
    public List<OnAirSource> all() {
        return all;
    }

    private static Listing listing(SrsServer srs, Instant requestedAt) {
        SrsApi.Streams listed = srs.api().streams();
        return new Listing(
                requestedAt,
                "srs:" + listed.server(),
                listed.service(),
                listed.streams().stream()
                        .map(one -> new Publisher(one.url(), one.client(), one.active()))
                        .toList());
    }
}
