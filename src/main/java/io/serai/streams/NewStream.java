package io.serai.streams;

import java.util.List;
import java.util.OptionalLong;

/**
 * A stream to be added to the catalogue.
 *
 * @param owner id of the user who may manage it; a PixelCast room has none
 * @param manyPublications whether several people publish into it at once, each under a name of
 *     their own (a WebRTC room)
 */
public record NewStream(
        Surface surface,
        String title,
        OptionalLong owner,
        boolean manyPublications,
        List<Key> keys) {
    /** One way for a hook to find the stream. */
    public record Key(KeyKind kind, String value) {
        @Override
        public String toString() {
            return kind.text();
        }
    }
}
