package io.serai.restream;

import java.time.Duration;

/** The times of the rules as they are by default. */
final class MachineTimes {
    static final RestreamSettings.Process DEFAULT =
            new RestreamSettings.Process(
                    "",
                    "",
                    "none",
                    5,
                    Duration.ofMillis(500),
                    200_000,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30));

    private MachineTimes() {}
}
