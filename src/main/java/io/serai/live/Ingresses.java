package io.serai.live;

/**
 * Identities of publishers of LiveKit's ingresses. LiveKit gives each a resource id and tells when
 * it began; the ids have no order, so the time is a part of the identity here.
 */
public final class Ingresses {
    /** {@link Fence#source} of everything that comes from LiveKit. */
    public static final String SOURCE = "livekit";

    private static final char AT = '@';

    private Ingresses() {}

    /**
     * A publisher.
     *
     * @param resource LiveKit's id of it
     * @param startedNs when it began by LiveKit's clock, in nanoseconds since 1970; 0 if that was
     *     not told
     */
    public static Fence publisher(String resource, long startedNs) {
        return new Fence(SOURCE, "", resource + AT + startedNs);
    }

    /**
     * Somebody in a room.
     *
     * @param sid new with each time they enter
     */
    public static Fence participant(String sid) {
        return new Fence(SOURCE, "", sid);
    }

    static boolean isIngress(Fence fence) {
        return fence.source().equals(SOURCE);
    }

    /** When a publisher began; 0 if it is none of an ingress. */
    static long startedNs(Fence fence) {
        String client = fence.client();
        try {
            return isIngress(fence)
                    ? Long.parseLong(client.substring(client.lastIndexOf(AT) + 1))
                    : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
