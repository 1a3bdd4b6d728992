package io.serai.playback;

import java.util.List;

/**
 * What a WebRTC room's page asks for first: under which names it publishes, and where. It is called
 * a token, but nothing in it is secret or signed.
 *
 * @param timestamp when it was made, as {@code 2025-06-28T05:03:51.123Z}
 */
public record RoomAccess(
        String roomName,
        String identity,
        String name,
        String streamKey,
        String timestamp,
        String whipUrl,
        String whepUrl,
        String hlsUrl,
        List<IceServer> iceServers) {
    public RoomAccess {
        iceServers = List.copyOf(iceServers);
    }

    /**
     * A server that helps browsers to find each other.
     *
     * @param urls one address, although its name says more
     */
    public record IceServer(String urls) {}

    /** Only what is no key. */
    @Override
    public String toString() {
        return "access of " + timestamp;
    }
}
