package io.serai.restream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files by which ffmpeg gets keys: readable for its user only, in memory where the system has a
 * place for that, and deleted as soon as they have been read. Thread-safe.
 */
final class PresetFiles {
    private static final Logger log = LoggerFactory.getLogger(PresetFiles.class);
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;
    private final Path workingDirectory;
    private final Optional<UserPrincipal> reader;

    private PresetFiles(Path directory, Optional<UserPrincipal> reader) throws IOException {
        this.directory = directory;
        this.reader = reader;
        this.workingDirectory = Files.createDirectory(directory.resolve("empty"));
        // Another user has to pass through, but can't list it.
        setMode(directory, reader.isPresent() ? "rwx--x--x" : "rwx------");
        setMode(workingDirectory, reader.isPresent() ? "r-x--x--x" : "r-x------");
    }

    /**
     * Makes a place of our own, whose name nobody can guess, and deletes what an earlier Serai of
     * this installation has left behind.
     *
     * @param data where they stand if there is no place in memory
     * @param reader who ffmpeg runs as, if that is somebody else
     */
    static PresetFiles open(Path data, String installation, Optional<UserPrincipal> reader) {
        boolean memory = Files.isDirectory(MEMORY) && Files.isWritable(MEMORY);
        Path parent = memory ? MEMORY : data;
        if (!memory) {
            log.warn(
                    "restream.presets-on-disk directory={} reason=\"there is no /dev/shm\"",
                    parent);
        }
        String prefix = "serai-" + installation + "-";
        try {
            removeLeftOvers(parent, prefix);
            return new PresetFiles(Files.createTempDirectory(parent, prefix), reader);
        } catch (IOException e) {
            throw new UncheckedIOException("The directory of ffmpeg's presets can't be made", e);
        }
    }

    /** Writes a file; the caller deletes it when it has been read. */
    Path write(Preset preset) throws IOException {
        Path file = directory.resolve(UUID.randomUUID().toString());
        Files.createFile(file, OWNER_FILE);
        try {
            Files.write(file, preset.bytes(), StandardOpenOption.WRITE);
            if (reader.isPresent()) {
                Files.setOwner(file, reader.get());
            }
            return file;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** It may be told so more than once. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("restream.preset-left file={} error=\"{}\"", file, e.getMessage());
        }
    }

    /** A directory in which there is nothing, and nothing can be made. */
    Path workingDirectory() {
        return workingDirectory;
    }

    /** At the stop. */
    void close() {
        remove(directory);
    }

    private static void removeLeftOvers(Path parent, String prefix) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(parent, prefix + "*")) {
            old.forEach(PresetFiles::remove);
        }
    }

    private static void remove(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            log.warn("restream.presets-left directory={} error=\"{}\"", directory, e.toString());
        }
    }

    private static void setMode(Path directory, String mode) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }
}
