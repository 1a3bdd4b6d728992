package io.serai.live;

import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The media servers that may send hooks, and how each is asked what is on air.
 *
 * @param mediaServers in the order of the configuration
 */
@Validated
@ConfigurationProperties("serai.live")
public record MediaServers(@DefaultValue List<MediaServer> mediaServers) {
    /** What kind of program a media server is. */
    public enum Kind {
        SRS,
        NGINX_RTMP
    }

    /**
     * One media server.
     *
     * @param name unique; a nginx-rtmp's hook URLs name it as {@code ?server=<name>} when there is
     *     more than one
     * @param api SRS: base of its HTTP API ({@code http://host:1985}); nginx-rtmp: address of its
     *     {@code /stat} page; absent: it can't be asked
     * @param updateInterval nginx-rtmp: its {@code notify_update_timeout}, how often on_update
     *     comes
     */
    public record MediaServer(
            @NotBlank String name,
            Kind kind,
            Optional<URI> api,
            @DefaultValue("30s") Duration updateInterval) {}
}
