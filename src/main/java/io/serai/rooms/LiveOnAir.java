package io.serai.rooms;

import io.serai.common.StreamId;
import io.serai.live.OnAirNow;
import org.springframework.stereotype.Component;

/** Asks the sessions. Thread-safe. */
@Component
final class LiveOnAir implements OnAir {
    private final OnAirNow now;

    LiveOnAir(OnAirNow now) {
        this.now = now;
    }

    @Override
    public boolean onAir(StreamId stream) {
        return now.onAir(stream);
    }
}
