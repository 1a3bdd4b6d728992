package io.serai.destinations;

import io.serai.common.StartRefused;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the StreamHelper surface.
 *
 * @param ingestUrl what people are shown as the server that they publish to, without an
 *     application; empty: as for SRS
 * @param mostStreams that somebody has at a time, made through this surface
 * @param mostDestinations that somebody has at a time
 */
@ConfigurationProperties("serai.destinations")
record DestinationsSettings(
        @DefaultValue("") String ingestUrl,
        @DefaultValue("20") int mostStreams,
        @DefaultValue("50") int mostDestinations) {
    DestinationsSettings {
        ingestUrl = ingestUrl.strip().replaceFirst("/+$", "");
        if (!ingestUrl.isEmpty() && !ingestUrl.matches("rtmps?://[^/?#@\\s]+")) {
            throw new StartRefused(
                    "serai.destinations.ingest-url (NGINX_RTMP_URL) is an address such as"
                            + " rtmp://live.example.org, without an application; the configured one"
                            + " is not.");
        }
        if (mostStreams < 1 || mostDestinations < 1) {
            throw new StartRefused(
                    "serai.destinations.most-streams and most-destinations are at least 1.");
        }
    }
}
