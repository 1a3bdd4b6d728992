package io.serai.restream;

/**
 * A destination's key as it is kept.
 *
 * @param text {@code iv:tag:cipher}, hexadecimal
 * @param version which of our keys it was encrypted with; 0 for StreamHelper's own form
 */
public record SealedKey(String text, int version) {
    /** StreamHelper's own form: the row's id is not part of it. */
    static final int STREAMHELPER = 0;

    /** It is no secret without the key, but of no use to anybody either. */
    @Override
    public String toString() {
        return "SealedKey[version=" + version + "]";
    }
}
