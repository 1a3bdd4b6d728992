package io.serai.rooms;

import io.serai.audit.Actor;
import io.serai.common.StreamId;
import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.live.AirRule;
import io.serai.streams.Surface;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * PixelCast's rule: a room ends with its last publisher, at once or after {@code
 * ROOM_UNPUBLISH_GRACE}. Thread-safe.
 */
@Component
final class RoomOffAir implements AirRule {
    private static final Actor OFF_AIR = Actor.part("off-air");

    private final RoomRepository repository;
    private final RoomDeletion deletion;
    private final RoomsSettings settings;

    RoomOffAir(HookDatabase database, RoomDeletion deletion, RoomsSettings settings) {
        this.repository = new RoomRepository(JdbcClient.create(database.jdbc()));
        this.deletion = deletion;
        this.settings = settings;
    }

    /**
     * With a grace, every time that the stream leaves the air counts anew, so that an encoder that
     * came back meanwhile has its whole grace again.
     */
    @Override
    public void offAir(StreamId stream, Surface surface, Instant at, SqlBatch batch) {
        if (surface != Surface.PIXELCAST) {
            return;
        }
        if (!settings.unpublishGrace().isZero()) {
            repository.addIdle(stream, at, batch);
            return;
        }
        // An end hook that comes twice finds no room any more: then there is no event either.
        Optional<Room> room = repository.byStream(stream);
        room.ifPresent(
                found -> deletion.add(found, RoomDeletion.Reason.OFF_AIR, at, OFF_AIR, batch));
    }
}
