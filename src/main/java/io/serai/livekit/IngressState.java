package io.serai.livekit;

/**
 * An ingress and who publishes by it.
 *
 * @param resource identity of the publisher that is or was there last; empty before the first one
 * @param startedNs when that one began, in nanoseconds since 1970
 */
record IngressState(Ingress ingress, String resource, long startedNs, Status status) {
    /** Whether somebody publishes. */
    enum Status {
        NOBODY,
        /** Somebody is connected, but nothing is in the room yet. */
        BUFFERING,
        PUBLISHING
    }
}
