package io.serai.srs;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.MediaServers;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirSource;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SrsSourcesTest {
    @Test
    void everySrsWithAnApiIsASource() {
        MediaServer first = server("srs-a", Kind.SRS, Optional.of("http://127.0.0.1:1985"));
        MediaServer second = server("srs-b", Kind.SRS, Optional.of("http://127.0.0.2:1985"));
        MediaServers servers =
                new MediaServers(
                        List.of(
                                first,
                                server("nginx", Kind.NGINX_RTMP, Optional.of("http://127.0.0.1/")),
                                server("silent", Kind.SRS, Optional.empty()),
                                second));

        try (SrsSources sources = new SrsSources(servers, Clock.systemUTC())) {
            assertThat(sources.all())
                    .extracting(OnAirSource::server)
                    .containsExactly(first, second);
        }
    }

    private static MediaServer server(String name, Kind kind, Optional<String> api) {
        return new MediaServer(name, kind, api.map(URI::create), Duration.ofSeconds(30));
    }
}
