package io.serai.livekit;

/**
 * Where an encoder or a browser sends what LiveKit brings into a room.
 *
 * @param id names it in LiveKit and in its webhooks; no secret
 * @param url where to publish
 * @param streamKey by which LiveKit knows the publisher; a secret
 */
public record Ingress(String id, String url, String streamKey) {
    /** How media comes. */
    public enum Kind {
        RTMP,
        WHIP
    }

    /** Not the key. */
    @Override
    public String toString() {
        return "ingress " + id;
    }
}
