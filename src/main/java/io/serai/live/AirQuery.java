package io.serai.live;

import java.util.Optional;

/**
 * How the stream of a message is found.
 *
 * @param fence the publisher's connection
 * @param byFence whether a session with that fence says which stream it is, before the name does
 * @param everybody whether everyone who left in the last minute is wanted, and not only whether
 *     this publisher did
 * @param name absent where the message has none
 */
record AirQuery(Fence fence, boolean byFence, boolean everybody, Optional<MediaEvent.Name> name) {
    static AirQuery byName(Fence fence, MediaEvent.Name name) {
        return new AirQuery(fence, false, false, Optional.of(name));
    }

    static AirQuery byFence(Fence fence, Optional<MediaEvent.Name> name) {
        return new AirQuery(fence, !fence.client().isEmpty(), false, name);
    }

    /** For the judgement of a session, whose media server may list anybody in its place. */
    static AirQuery toJudge(Fence fence) {
        return new AirQuery(fence, true, true, Optional.empty());
    }
}
