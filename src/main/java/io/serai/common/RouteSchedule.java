package io.serai.common;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a loaded route runs by the clock.
 *
 * @param cron empty if it runs at a fixed pace
 * @param next when it runs next, if that is known
 * @param interval from one run to the one after it, as it is now
 */
public record RouteSchedule(
        Optional<String> cron, Optional<Instant> next, Optional<Duration> interval) {}
