package io.serai.chat;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are written to many. What some of them can't take at once is copied a single time for
 * all of them. Belongs to one loop.
 */
final class Shared {
    private final ByteBuffer bytes;
    private byte @Nullable [] copy;

    Shared(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** To be written from; whoever writes it next rewinds it. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** What is left of it, to be kept. */
    ByteBuffer rest() {
        byte[] kept = copy;
        if (kept == null) {
            kept = new byte[bytes.limit()];
            bytes.get(0, kept);
            copy = kept;
        }
        return ByteBuffer.wrap(kept, bytes.position(), kept.length - bytes.position());
    }
}
