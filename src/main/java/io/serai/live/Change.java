package io.serai.live;

import java.time.Instant;
import java.util.OptionalLong;

/** One change of the stored state; a decision lists them in the order in which they are written. */
sealed interface Change {
    /** A session begins under {@link Air#nextId}. */
    record Open(Air.Origin origin, Instant at, Broadcast broadcast) implements Change {}

    /** The current session ends. */
    record End(Air.Session session, EndReason reason, Instant at) implements Change {}

    /** The current session's media server no longer shows it. */
    record Suspect(Air.Session session, Instant at) implements Change {}

    /** A suspect session is there after all. */
    record Trust(Air.Session session) implements Change {}

    /** A second publisher waits for the media server's decision, under {@link Air#nextId}. */
    record Contend(Air.Origin origin, Instant at) implements Change {}

    /** A contender is not on air. */
    record Refute(Air.Rival rival, Instant at, boolean closedItself) implements Change {}

    /** A contender is the one on air: its row becomes the current session. */
    record Promote(Air.Rival rival, Instant at, Broadcast broadcast) implements Change {}

    /** A contender that was on air all the time has left. */
    record Leave(Air.Rival rival, Instant at) implements Change {}

    /** The current session's publisher gave a sign of life. */
    record Touch(Air.Session session, Instant at, OptionalLong mediaTimestamp, int frozenUpdates)
            implements Change {}

    /**
     * The unbroken row of sessions that a new one belongs to.
     *
     * @param id of its first session
     * @param peakViewers so far
     */
    record Broadcast(long id, Instant startedAt, int peakViewers) {
        static Broadcast of(Air.Session session) {
            return new Broadcast(
                    session.broadcast(), session.broadcastStartedAt(), session.peakViewers());
        }
    }
}
