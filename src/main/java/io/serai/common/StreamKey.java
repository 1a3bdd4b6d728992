package io.serai.common;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The secret by which an encoder publishes. It never appears in a log: {@link #toString} masks it.
 */
public record StreamKey(String value) {
    public StreamKey {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("A stream key is not empty");
        }
    }

    /** Whether both are the same, in a time that does not depend on where they differ. */
    public boolean matches(String other) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
