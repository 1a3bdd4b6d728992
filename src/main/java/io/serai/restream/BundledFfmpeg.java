package io.serai.restream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.FileSystemUtils;

/**
 * The ffmpeg that Serai brings for the platform that it was built on: a build of the bytedeco
 * project, LGPL, without x264.
 *
 * @param directory where it is unpacked to, once
 */
record BundledFfmpeg(Path directory) {
    private static final Logger log = LoggerFactory.getLogger(BundledFfmpeg.class);

    /** What Java would need to call it without a process. */
    private static final String FOR_JAVA = "libjni";

    /** Where it is after it was unpacked; empty if there is none that runs here. */
    Optional<Path> unpack() {
        try {
            List<Resource> files = files();
            if (files.isEmpty()) {
                return Optional.empty();
            }
            Path program = directory.resolve("ffmpeg");
            if (Files.notExists(program)) {
                unpack(files);
            }
            if (Sandbox.output(program.toString(), "-version").isEmpty()) {
                log.warn(
                        "restream.bundled-ffmpeg-unusable reason=\"the libraries of ALSA,"
                                + " PulseAudio or X11 are missing; install ffmpeg instead\"");
                return Optional.empty();
            }
            log.info("restream.bundled-ffmpeg program={}", program);
            return Optional.of(program);
        } catch (IOException e) {
            log.warn("restream.bundled-ffmpeg-unusable reason=\"{}\"", e.toString());
            return Optional.empty();
        }
    }

    private void unpack(List<Resource> files) throws IOException {
        Path draft = directory.resolveSibling(directory.getFileName() + ".unpacking");
        FileSystemUtils.deleteRecursively(draft);
        // Another user may be the one who runs it.
        Files.createDirectory(draft);
        for (Resource file : files) {
            Path copy = draft.resolve(String.valueOf(file.getFilename()));
            try (InputStream content = file.getInputStream()) {
                Files.copy(content, copy);
            }
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        FileSystemUtils.deleteRecursively(directory);
        Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Resource> files() throws IOException {
        Resource[] found =
                new PathMatchingResourcePatternResolver()
                        .getResources("classpath*:org/bytedeco/ffmpeg/" + platform() + "/*");
        return Stream.of(found)
                .filter(file -> file.getFilename() != null && !file.getFilename().isEmpty())
                .filter(file -> !file.getFilename().startsWith(FOR_JAVA))
                .filter(file -> !file.getFilename().startsWith("ffprobe"))
                .toList();
    }

    private static String platform() {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        return (mac ? "macosx-" : "linux-") + (arm ? "arm64" : "x86_64");
    }
}
