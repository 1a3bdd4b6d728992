package io.serai.live;

/**
 * The identity of a publisher's connection: what a late hook of an old session can't have.
 *
 * @param source the media server: {@code srs:<server_id>}, {@code nginx:<name in the
 *     configuration>} or {@code livekit}
 * @param boot SRS's {@code service_id}, new with each start of the process; empty for nginx-rtmp
 *     and LiveKit, which have none
 * @param client {@code client_id}, {@code clientid}, or what {@link Ingresses} makes of LiveKit's
 */
public record Fence(String source, String boot, String client) {}
