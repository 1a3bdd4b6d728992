package io.serai.database;

import io.serai.common.StartRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which Serai keeps what it makes itself. One process at a time holds it, by a
 * lock that ends with the process. Thread-safe.
 */
public final class DataDirectory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);
    private static final String LOCK_FILE = "serai.lock";
    private static final Pattern SECRET_NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * The directories that this JVM holds. Asked before the lock file is opened: on POSIX, closing
     * any channel on a locked file gives the lock up.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;
    private final SecureRandom random = new SecureRandom();

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Creates the directory if there is none (mode 0700) and locks it.
     *
     * @throws StartRefused when it can't be written, or another process holds it
     */
    static DataDirectory open(Path wanted) {
        Path path = created(wanted);
        if (!HELD.add(path)) {
            throw held(path, Long.toString(ProcessHandle.current().pid()));
        }
        try {
            return new DataDirectory(path, locked(path));
        } catch (IOException unwritable) {
            HELD.remove(path);
            throw notWritable(path, unwritable);
        } catch (StartRefused heldByAnother) {
            HELD.remove(path);
            throw heldByAnother;
        }
    }

    /** Absolute, without symbolic links. */
    public Path path() {
        return path;
    }

    /** Whether a secret of that name was made or put there before. */
    public boolean hasSecret(String name) {
        return Files.exists(file(name));
    }

    /**
     * The secret that the file of that name holds. If there is none, {@code length} random
     * hexadecimal digits are written to it first, readable for its owner only; the log names the
     * file. An operator may put another text there.
     *
     * @param length an even number of digits
     * @throws StartRefused when the file can't be read or written, or is empty
     */
    public synchronized String secret(String name, int length) {
        Path file = file(name);
        try {
            if (Files.notExists(file)) {
                write(file, length);
                log.info("secret.created file={}", file);
            } else if (!OWNER_ONLY.equals(Files.getPosixFilePermissions(file))) {
                Files.setPosixFilePermissions(file, OWNER_ONLY);
                log.warn("secret.closed file={} reason=\"others could read it\"", file);
            }
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw new StartRefused(
                        "The secret in " + file + " is empty; restore the file or remove it.");
            }
            return secret;
        } catch (IOException unusable) {
            throw new StartRefused(
                    "The secret in " + file + " can't be read or written.", unusable);
        }
    }

    /** Gives the directory free. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException alreadyGone) {
            log.debug("lock file did not close", alreadyGone);
        } finally {
            HELD.remove(path);
        }
    }

    private Path file(String name) {
        if (!SECRET_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a name of a secret: " + name);
        }
        return path.resolve(name);
    }

    /** Whole or not at all, also when the power fails in between. */
    private void write(Path file, int length) throws IOException {
        byte[] bytes = new byte[length / 2];
        random.nextBytes(bytes);
        Path draft = path.resolve("." + file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        try (FileChannel channel =
                FileChannel.open(
                        draft,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OWNER_FILE)) {
            writeFully(channel, HexFormat.of().formatHex(bytes) + "\n");
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeFully(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    private static Path created(Path wanted) {
        Path absolute = wanted.toAbsolutePath().normalize();
        try {
            if (Files.notExists(absolute)) {
                Files.createDirectories(absolute.getParent());
                Files.createDirectory(absolute, OWNER_DIRECTORY);
            }
            return absolute.toRealPath();
        } catch (FileAlreadyExistsException madeMeanwhile) {
            return absolute;
        } catch (IOException unwritable) {
            throw notWritable(absolute, unwritable);
        }
    }

    private static FileChannel locked(Path path) throws IOException {
        Path file = path.resolve(LOCK_FILE);
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        OWNER_FILE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw held(path, Files.readString(file).strip());
            }
            channel.truncate(0);
            writeFully(channel, ProcessHandle.current().pid() + "\n");
            return channel;
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    private static StartRefused held(Path path, String pid) {
        return new StartRefused(
                "Another Serai, process "
                        + (pid.isEmpty() ? "unknown" : pid)
                        + ", uses the data directory "
                        + path
                        + "; stop it, or set SERAI_DATA_DIR to another directory.");
    }

    private static StartRefused notWritable(Path path, IOException cause) {
        return new StartRefused(
                "The data directory "
                        + path
                        + " can't be created or written; set SERAI_DATA_DIR to a directory that"
                        + " can.",
                cause);
    }
}
