package io.serai.nginx;

import io.serai.live.ListedSource;
import io.serai.live.MediaServerHttp;
import io.serai.live.MediaServers;
import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import io.serai.live.OnAirSource;
import io.serai.live.OnAirSources;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Says what each configured nginx-rtmp whose statistics page is known lists as published.
 * Thread-safe.
 */
@Component
final class NginxSources implements OnAirSources, AutoCloseable {
    private final MediaServerHttp http = new MediaServerHttp();
    private final List<OnAirSource> all;

    NginxSources(MediaServers servers, Clock clock) {
        all = servers.of(MediaServers.Kind.NGINX_RTMP).flatMap(one -> source(one, clock)).toList();
    }

    @Override
    public List<OnAirSource> all() {
        return all;
    }

    @Override
    public void close() {
        http.close();
    }

    private Stream<OnAirSource> source(MediaServer server, Clock clock) {
        return server.api().stream()
                .map(base -> new NginxStat(http, base))
                .map(
                        stat ->
                                new ListedSource(
                                        "nginx", server, clock, now -> listing(server, stat, now)));
    }

    /** nginx-rtmp sends no id of itself, so its name stands for it. */
    private static Listing listing(MediaServer server, NginxStat stat, Instant requestedAt) {
        return new Listing(
                requestedAt,
                "nginx:" + server.name(),
                "",
                stat.publishers().stream()
                        .map(one -> new Publisher(one.path(), one.client(), true))
                        .toList());
    }
}
