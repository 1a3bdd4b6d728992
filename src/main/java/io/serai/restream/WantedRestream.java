package io.serai.restream;

/**
 * A destination that is enabled while its stream is on air.
 *
 * @param source the media server, as sessions name it
 * @param path where the stream is there: virtual host, application and name
 */
record WantedRestream(Destination destination, long broadcast, String source, String path) {
    Wish wish() {
        return new Wish(destination.revision(), broadcast);
    }

    /** Not the path: it may hold a key. */
    @Override
    public String toString() {
        return "WantedRestream[destination=" + destination.id() + "]";
    }
}
