package io.serai.restream;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The ffmpeg that Serai brings, if it does for this machine.
 *
 * @param directory where it is unpacked to
 */
record BundledFfmpeg(Path directory) {
    /** Where it is after it was unpacked; empty if there is none that runs here. */
    Optional<Path> unpack() {
        return Optional.empty();
    }
}
