package io.serai.live;

/**
 * The identity of a publisher's connection: what a late hook of an old session can't have.
 *
 * @param source the media server: {@code srs:<server_id>} or {@code nginx:<name in the
 *     configuration>}
 * @param boot SRS's {@code service_id}, new with each start of the process; empty for nginx-rtmp,
 *     which has none
 * @param client {@code client_id} or {@code clientid}
 */
public record Fence(String source, String boot, String client) {}
