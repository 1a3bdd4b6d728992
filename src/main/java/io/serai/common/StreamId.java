package io.serai.common;

/** The id of a stream in the catalogue; positive. */
public record StreamId(long value) {
    public StreamId {
        if (value <= 0) {
            throw new IllegalArgumentException("A stream id is positive, not " + value);
        }
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
