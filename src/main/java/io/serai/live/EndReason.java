package io.serai.live;

/** Why a session ended; stands in the database and in {@code stream.ended}. */
enum EndReason {
    /** Its publisher left: the media server said so. */
    UNPUBLISH("unpublish"),
    /** It was found to be gone: replaced by the next publisher, or no longer listed. */
    LOST("lost");

    private final String text;

    EndReason(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
