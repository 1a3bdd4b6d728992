package io.serai.common.http;

/**
 * By which way a call came in. Nothing of it was said by the client: the path's variables and the
 * query may be secrets, the operation's name is none.
 *
 * @param surface the API that was called, as {@code pixelcast} or {@code admin}
 * @param operation id of the REST operation, as it stands in the route file
 * @param admission as whom the edge let the caller in
 */
public record Entrance(String surface, String operation, Admission admission) {
    /** What did not come through the edge. */
    public static final Entrance UNKNOWN = new Entrance("unknown", "unknown", Admission.NONE);

    public Entrance {
        if (surface.isEmpty() || operation.isEmpty()) {
            throw new IllegalArgumentException("An entrance names its surface and operation");
        }
    }
}
