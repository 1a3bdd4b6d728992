package io.serai.web;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the HTTP edge.
 *
 * @param allowedOrigins empty: any origin on the public surfaces, and the front end's own on
 *     StreamIt's
 * @param trustedProxies addresses and networks, comma-separated; empty: loopback, without
 *     forwarding headers
 * @param adminToken empty: made at the first start
 * @param rateLimits whether callers are limited at all
 * @param streamhelperLimit how often an address may call StreamHelper's paths
 * @param requireHttps whether plain requests are turned away
 * @param hsts how long browsers remember that, if it is so; zero: they are not told
 * @param frontendBaseUrl its origin may call StreamIt's paths when no origin is configured
 */
@ConfigurationProperties("serai.web")
record WebSettings(
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue("") String trustedProxies,
        @DefaultValue("") String adminToken,
        @DefaultValue("http://localhost:3000") String frontendBaseUrl,
        @DefaultValue("true") boolean rateLimits,
        @DefaultValue("false") boolean requireHttps,
        @DefaultValue("365d") Duration hsts,
        @DefaultValue Sse sse,
        @DefaultValue CallLimit streamhelperLimit) {
    WebSettings {
        if (hsts.isNegative()) {
            throw new IllegalArgumentException("serai.web.hsts is not negative");
        }
    }

    /**
     * How often an address may call a surface.
     *
     * @param most so many calls at once
     * @param period within this time as many come back, evenly
     */
    record CallLimit(@DefaultValue("20") int most, @DefaultValue("1s") Duration period) {
        CallLimit {
            if (most < 1 || period.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException(
                        "serai.web.streamhelper-limit allows at least 1 call, in 1s or more");
            }
        }
    }

    /**
     * Server-sent events.
     *
     * @param mostClients past that new ones get 503
     * @param refresh how often the media servers are asked while somebody listens
     * @param heartbeat how often every client hears something
     */
    record Sse(
            @DefaultValue("1000") int mostClients,
            @DefaultValue("5s") Duration refresh,
            @DefaultValue("30s") Duration heartbeat) {
        Sse {
            if (mostClients < 1) {
                throw new IllegalArgumentException("serai.web.sse.most-clients is at least 1");
            }
            if (!refresh.isPositive() || !heartbeat.isPositive()) {
                throw new IllegalArgumentException(
                        "serai.web.sse.refresh and heartbeat are longer than zero");
            }
        }
    }

    /** Only what is no secret. */
    @Override
    public String toString() {
        return "allowedOrigins=" + allowedOrigins + " trustedProxies=" + trustedProxies;
    }
}
