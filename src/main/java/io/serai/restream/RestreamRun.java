package io.serai.restream;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One process that was started for a destination.
 *
 * @param runningAt when media first arrived at the target
 * @param endedAt empty while it runs
 * @param exitCode 128 + signal where a signal ended it
 * @param failure empty where it ended as it should
 */
public record RestreamRun(
        long id,
        Instant startedAt,
        Optional<Instant> runningAt,
        Optional<Instant> endedAt,
        OptionalInt exitCode,
        Optional<Failure> failure,
        Progress progress) {}
