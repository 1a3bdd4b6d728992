package io.serai.restream;

/**
 * What a process of ffmpeg told last.
 *
 * @param fps frames a second
 * @param bitrate kbit/s, as an average since its start
 * @param speed 1 when it keeps up with the source
 * @param dropped frames
 * @param bytes sent to the target
 */
public record Progress(
        long frames, double fps, double bitrate, double speed, long dropped, long bytes) {
    static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0);
}
