package io.serai.hooks;

import io.serai.common.StreamId;

/** Tells nginx-rtmp whether a stream is also sent on to other platforms. */
public interface Multicast {
    /** Whether a living process sends it on; asks no longer than a hook may take, never throws. */
    boolean isSentOn(StreamId stream);
}
