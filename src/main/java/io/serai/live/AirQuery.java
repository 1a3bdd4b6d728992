package io.serai.live;

import java.util.Optional;

/**
 * How the stream of a message is found.
 *
 * @param fence the publisher's connection
 * @param byFence whether a session with that fence says which stream it is, before the name does
 * @param name absent where the message has none
 */
record AirQuery(Fence fence, boolean byFence, Optional<MediaEvent.Name> name) {
    static AirQuery byName(Fence fence, MediaEvent.Name name) {
        return new AirQuery(fence, false, Optional.of(name));
    }

    static AirQuery byFence(Fence fence, Optional<MediaEvent.Name> name) {
        return new AirQuery(fence, !fence.client().isEmpty(), name);
    }
}
