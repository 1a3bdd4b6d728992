package io.serai.restream;

/** The id of a destination; positive. */
public record DestinationId(long value) {
    public DestinationId {
        if (value <= 0) {
            throw new IllegalArgumentException("The id of a destination is positive, not " + value);
        }
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
