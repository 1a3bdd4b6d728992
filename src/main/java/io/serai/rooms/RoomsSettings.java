package io.serai.rooms;

import io.serai.common.http.RateLimit;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of rooms.
 *
 * @param frontendBaseUrl base of the links to rooms; a slash at its end is dropped
 * @param unpublishGrace how long a room outlives its last publisher; zero: not at all
 * @param longestList at most so many rooms are listed, the newest ones
 * @param maxAge rooms that are older and not on air are cleaned up
 * @param longestCleanup how long one clean-up by the clock may take
 * @param longestManualCleanup how long somebody who called for a clean-up may have to wait
 * @param creationLimit how often an address may make a room
 * @param manualCleanupLimit how often an address may call for a clean-up
 */
@ConfigurationProperties("serai.rooms")
record RoomsSettings(
        @DefaultValue("http://localhost:3000") String frontendBaseUrl,
        @DefaultValue("0s") Duration unpublishGrace,
        @DefaultValue("10000") int longestList,
        @DefaultValue("24h") Duration maxAge,
        @DefaultValue("10m") Duration longestCleanup,
        @DefaultValue("20s") Duration longestManualCleanup,
        RateLimit creationLimit,
        RateLimit manualCleanupLimit) {
    RoomsSettings {
        if (unpublishGrace.isNegative()) {
            throw new IllegalArgumentException("serai.rooms.unpublish-grace is not negative");
        }
        if (longestList < 1) {
            throw new IllegalArgumentException("serai.rooms.longest-list is at least 1");
        }
        if (!maxAge.isPositive()
                || !longestCleanup.isPositive()
                || !longestManualCleanup.isPositive()) {
            throw new IllegalArgumentException(
                    "serai.rooms.max-age, longest-cleanup and longest-manual-cleanup are more than"
                            + " 0");
        }
        frontendBaseUrl =
                frontendBaseUrl.endsWith("/")
                        ? frontendBaseUrl.substring(0, frontendBaseUrl.length() - 1)
                        : frontendBaseUrl;
    }
}
