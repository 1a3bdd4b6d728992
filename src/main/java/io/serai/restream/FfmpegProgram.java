package io.serai.restream;

import io.serai.common.StartRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which ffmpeg is used: the configured one, else the one on PATH, else the one that Serai brings.
 *
 * @param path empty where there is none: then restreams fail, and say so
 */
record FfmpegProgram(Optional<String> path) {
    private static final Logger log = LoggerFactory.getLogger(FfmpegProgram.class);

    /**
     * Looks for it.
     *
     * @throws StartRefused when the configured one can't be executed
     */
    static FfmpegProgram find(RestreamSettings.Process settings, BundledFfmpeg bundled) {
        if (!settings.program().isBlank()) {
            Path configured = Path.of(settings.program().strip()).toAbsolutePath();
            if (!Files.isExecutable(configured) || Files.isDirectory(configured)) {
                throw new StartRefused("FFMPEG is \"" + configured + "\", which is not a program.");
            }
            return new FfmpegProgram(Optional.of(configured.toString()));
        }
        Optional<String> found =
                Sandbox.program("ffmpeg").or(() -> bundled.unpack().map(Path::toString));
        if (found.isEmpty()) {
            log.warn(
                    "restream.no-ffmpeg reason=\"neither FFMPEG nor PATH has one, and Serai brings"
                            + " none for this machine\"");
        }
        return new FfmpegProgram(found);
    }
}
