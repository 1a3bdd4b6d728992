package io.serai.srs;

import io.serai.live.MediaServerHttp;
import io.serai.live.MediaServers;
import io.serai.live.MediaServers.MediaServer;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The clients of every configured SRS that has an API. Thread-safe. */
@Component
public final class SrsServers implements AutoCloseable {
    /** One SRS, and how it is asked. */
    public record SrsServer(MediaServer server, SrsApi api) {}

    private final MediaServerHttp http = new MediaServerHttp();
    private final List<SrsServer> all;

    SrsServers(MediaServers servers) {
        all =
                servers.of(MediaServers.Kind.SRS)
                        .flatMap(
                                server ->
                                        server.api().stream()
                                                .map(
                                                        base ->
                                                                new SrsServer(
                                                                        server,
                                                                        new SrsApi(http, base))))
                        .toList();
    }

    /** In the order of the configuration. */
    public List<SrsServer> all() {
        return all;
    }

    /** The one that stands first in the configuration. */
    public Optional<SrsServer> first() {
        return all.stream().findFirst();
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        http.close();
    }
}
