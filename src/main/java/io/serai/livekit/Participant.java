package io.serai.livekit;

import java.time.Instant;

/**
 * Somebody in a room.
 *
 * @param sid new with each time it enters
 * @param identity the {@code sub} of its token
 */
public record Participant(
        String sid, String identity, String name, Instant joinedAt, Grants grants) {}
