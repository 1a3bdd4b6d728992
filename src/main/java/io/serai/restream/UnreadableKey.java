package io.serai.restream;

/** A destination's key that can't be decrypted; the message says why, and holds no secret. */
public final class UnreadableKey extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableKey(String message) {
        super(message);
    }
}
