package io.serai.events;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How deliveries are run and how long things are kept.
 *
 * @param pollInterval how often a node looks for due deliveries by itself
 * @param lease how long a delivery belongs to the node that took it, unless renewed
 * @param stopWait how long running reactions are awaited when they are stopped
 * @param keepEvents how long events are kept
 * @param keepFinished how long finished deliveries are kept
 */
@ConfigurationProperties("serai.events")
record EventsSettings(
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("10s") Duration lease,
        @DefaultValue("1s") Duration stopWait,
        @DefaultValue("30d") Duration keepEvents,
        @DefaultValue("7d") Duration keepFinished) {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    EventsSettings {
        require(pollInterval.compareTo(Duration.ofMillis(10)) >= 0, "poll-interval", "10ms");
        require(lease.compareTo(SHORTEST_LEASE) >= 0, "lease", "1s");
        require(!stopWait.isNegative(), "stop-wait", "0s");
        require(keepEvents.compareTo(DAY) >= 0, "keep-events", "1d");
        require(keepFinished.compareTo(DAY) >= 0, "keep-finished", "1d");
    }

    private static void require(boolean holds, String key, String least) {
        if (!holds) {
            throw new IllegalArgumentException("serai.events." + key + " is at least " + least);
        }
    }

    /** Often enough that one lost round does not lose the lease. */
    Duration renewInterval() {
        return lease.dividedBy(3);
    }
}
