package io.serai.events;

import java.time.Duration;
import java.util.Optional;

/**
 * How a lane stands after one of its deliveries was settled.
 *
 * @param next what this node goes on with in the same lane; it has the lease
 * @param dueIn when the lane may be taken again; empty when nobody knows of anything, or it is ours
 */
record Settled(Optional<Claim> next, Optional<Duration> dueIn) {
    static Settled goOn(Optional<Claim> next) {
        return new Settled(next, Optional.empty());
    }

    static Settled left(Duration dueIn) {
        return new Settled(Optional.empty(), Optional.of(dueIn));
    }

    static Settled lost() {
        return new Settled(Optional.empty(), Optional.empty());
    }
}
