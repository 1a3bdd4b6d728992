package io.serai.timeline;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much is kept for operators, and for how long.
 *
 * @param keep how long notes are kept
 * @param mostWaiting notes that wait to be written; past it the oldest are forgotten
 * @param window equal notes within this time are one row
 * @param mostPerStream different rows of a stream in a window; further notes share a row
 * @param mostUnknownNames names that nobody knows in a window; notes about further ones are dropped
 */
@ConfigurationProperties("serai.timeline")
record TimelineSettings(
        @DefaultValue("7d") Duration keep,
        @DefaultValue("5000") int mostWaiting,
        @DefaultValue("10m") Duration window,
        @DefaultValue("60") int mostPerStream,
        @DefaultValue("500") int mostUnknownNames) {
    TimelineSettings {
        require(keep.compareTo(Duration.ofHours(1)) >= 0, "keep is at least 1h");
        require(mostWaiting > 0, "most-waiting is at least 1");
        require(window.compareTo(Duration.ofSeconds(1)) >= 0, "window is at least 1s");
        require(mostPerStream > 0, "most-per-stream is at least 1");
        require(mostUnknownNames > 0, "most-unknown-names is at least 1");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("serai.timeline." + rule);
        }
    }
}
