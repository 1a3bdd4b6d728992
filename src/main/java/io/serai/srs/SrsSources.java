package io.serai.srs;

import io.serai.live.MediaServerHttp;
import io.serai.live.MediaServers;
import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirSource;
import io.serai.live.OnAirSources;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The clients of every configured SRS that has an API. Thread-safe. */
@Component
final class SrsSources implements OnAirSources, AutoCloseable {
    private final MediaServerHttp http = new MediaServerHttp();
    private final List<OnAirSource> all;

    SrsSources(MediaServers servers, Clock clock) {
        all = servers.of(MediaServers.Kind.SRS).flatMap(one -> source(one, clock)).toList();
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
                .map(base -> new SrsOnAirSource(server, new SrsApi(http, base), clock));
    }
}
