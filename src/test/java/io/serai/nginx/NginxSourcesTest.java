package io.serai.nginx;

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

class NginxSourcesTest {
    @Test
    void everyNginxWithAStatisticsPageIsASource() {
        MediaServer first = server("nginx-a", Kind.NGINX_RTMP, Optional.of("http://127.0.0.1"));
        MediaServer second = server("nginx-b", Kind.NGINX_RTMP, Optional.of("http://127.0.0.2"));
        MediaServers servers =
                new MediaServers(
                        List.of(
                                first,
                                server("srs", Kind.SRS, Optional.of("http://127.0.0.1/")),
                                server("silent", Kind.NGINX_RTMP, Optional.empty()),
                                second));

        try (NginxSources sources = new NginxSources(servers, Clock.systemUTC())) {
            assertThat(sources.all())
                    .extracting(OnAirSource::server)
                    .containsExactly(first, second);
        }
    }

    private static MediaServer server(String name, Kind kind, Optional<String> api) {
        return new MediaServer(name, kind, api.map(URI::create), Duration.ofSeconds(30));
    }
}
