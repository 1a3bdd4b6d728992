package io.serai.livekit;

/**
 * An ingress and who publishes by it.
 *
 * @param resource identity of the publisher that is or was there last; empty before the first one
 * @param publishing whether its media is in the room now
 */
record IngressState(Ingress ingress, String resource, boolean publishing) {}
