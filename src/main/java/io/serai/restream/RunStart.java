package io.serai.restream;

import java.time.Instant;
import java.util.Optional;

/**
 * A process that was started.
 *
 * @param marker what stands in its environment
 * @param processStarted when the system says it was started
 */
record RunStart(String marker, long pid, Optional<Instant> processStarted, Instant at) {}
