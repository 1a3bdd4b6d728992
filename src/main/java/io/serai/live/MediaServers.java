package io.serai.live;

import io.serai.common.StartRefused;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The media servers that may send hooks, and how each is asked what is on air.
 *
 * @param mediaServers in the order of the configuration
 */
@ConfigurationProperties("serai.live")
public record MediaServers(@DefaultValue List<MediaServer> mediaServers) {
    public MediaServers {
        mediaServers = List.copyOf(mediaServers);
        Set<String> names = new HashSet<>();
        for (MediaServer server : mediaServers) {
            if (server.kind() == Kind.LIVEKIT) {
                throw new StartRefused(
                        "serai.live.media-servers, entry "
                                + server.name()
                                + ": LiveKit is configured by LIVEKIT_URL, LIVEKIT_API_KEY and"
                                + " LIVEKIT_API_SECRET instead.");
            }
            if (!names.add(server.name())) {
                throw new StartRefused(
                        "serai.live.media-servers has two entries with the name "
                                + server.name()
                                + "; give each a name of its own.");
            }
        }
    }

    /** The servers of one kind, in the order of the configuration. */
    public Stream<MediaServer> of(Kind kind) {
        return mediaServers.stream().filter(server -> server.kind() == kind);
    }

    /** What kind of program a media server is. */
    public enum Kind {
        SRS,
        NGINX_RTMP,
        /** There is one at most, and serai.livekit configures it. */
        LIVEKIT
    }

    /**
     * One media server.
     *
     * @param name unique; letters, digits, dot, hyphen and underscore, since a nginx-rtmp's hook
     *     URLs name it as {@code ?server=<name>} when there is more than one
     * @param api SRS: base of its HTTP API ({@code http://host:1985}); nginx-rtmp: address of its
     *     {@code /stat} page; absent: it can't be asked
     * @param updateInterval nginx-rtmp: its {@code notify_update_timeout}, how often on_update
     *     comes
     */
    public record MediaServer(
            String name,
            Kind kind,
            Optional<URI> api,
            @DefaultValue("30s") Duration updateInterval) {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

        // A key that is left out, and a kind that is empty, arrive as null.
        public MediaServer {
            if (name == null || !NAME.matcher(name).matches()) {
                throw new StartRefused(
                        "Each entry of serai.live.media-servers needs a name of up to 64 letters,"
                                + " digits, dots, hyphens and underscores.");
            }
            if (kind == null) {
                throw refused(name, "kind", "is srs or nginx-rtmp");
            }
            api = api == null ? Optional.empty() : api.filter(uri -> !uri.toString().isBlank());
            if (api.isPresent() && !askable(api.get())) {
                throw refused(
                        name,
                        "api",
                        "is an address such as http://127.0.0.1:1985, with http or https, a host"
                                + " and no user, or empty if the server can't be asked");
            }
            if (kind == Kind.SRS && api.isPresent() && api.get().getRawQuery() != null) {
                throw refused(name, "api", "is the base of the SRS HTTP API, without a query");
            }
            if (!updateInterval.isPositive()) {
                throw refused(name, "update-interval", "is longer than zero");
            }
        }

        /** The value is not told: it may hold a password. */
        private static StartRefused refused(String server, String key, String rule) {
            return new StartRefused(
                    "serai.live.media-servers, entry "
                            + server
                            + ": "
                            + key
                            + " "
                            + rule
                            + "; the configured one is not.");
        }

        private static boolean askable(URI api) {
            String scheme = api.getScheme();
            return ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
                    && api.getHost() != null
                    && api.getRawUserInfo() == null
                    && api.getRawFragment() == null;
        }
    }
}
