package io.serai.live;

import io.serai.common.StreamKey;
import java.util.Optional;

/**
 * A stream that was found and locked.
 *
 * @param publication the name within a stream that has many publications, else empty
 * @param watched whether the publication has viewers
 * @param requiredToken what the publisher must show, where the stream was found by its id
 */
record Found(Air air, String publication, boolean watched, Optional<StreamKey> requiredToken) {}
