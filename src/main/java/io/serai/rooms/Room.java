package io.serai.rooms;

import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import java.time.Instant;
import java.util.UUID;

/**
 * A PixelCast room.
 *
 * @param path of its page on the front end
 * @param announced whether the Discord post about it was delivered
 */
record Room(
        UUID id,
        String name,
        StreamKey key,
        RoomType type,
        String path,
        Instant createdAt,
        boolean announced,
        StreamId stream) {}
