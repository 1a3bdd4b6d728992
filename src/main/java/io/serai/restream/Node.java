package io.serai.restream;

/**
 * This process of Serai.
 *
 * @param id new with each start
 * @param installation that of the data directory, which one process at a time holds
 */
record Node(String id, String installation, String host) {
    /** What stands in the environment of each process of ffmpeg that is started, and a number. */
    String marker() {
        return installation + ":" + id + ":";
    }
}
