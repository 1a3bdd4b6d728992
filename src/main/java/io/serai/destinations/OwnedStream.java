package io.serai.destinations;

import io.serai.common.StreamId;
import io.serai.common.UserId;
import java.time.Instant;

/**
 * A stream that somebody has, whichever surface it was made through.
 *
 * @param live whether it is on air
 * @param updatedAt when it was made, or last went on or off the air
 */
record OwnedStream(StreamId id, UserId owner, boolean live, Instant createdAt, Instant updatedAt) {}
