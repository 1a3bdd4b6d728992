package io.serai.database;

import io.serai.common.StartRefused;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.springframework.util.FileSystemUtils;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's own programs, unpacked from the jar. They are not unpacked by the library that
 * brings them: it shares a directory under {@code /tmp} with everybody, makes its directory
 * writable for all, and trusts what an interrupted start left behind.
 */
final class PostgresPrograms {
    /** Neither settings of another PostgreSQL nor Serai's secrets go to the server. */
    private static final List<String> ENVIRONMENT = List.of("PATH", "TMPDIR", "TZ", "HOME");

    private final Path bin;
    private final Path log;

    private PostgresPrograms(Path bin, Path log) {
        this.bin = bin;
        this.log = log;
    }

    /**
     * Unpacks the programs into a directory of their own, unless it was done before.
     *
     * @param log takes what the programs print
     * @throws StartRefused when there are none for this platform
     */
    static PostgresPrograms unpacked(Path directory, Path log) throws IOException {
        return unpacked(directory, log, DefaultPostgresBinaryResolver.INSTANCE);
    }

    static PostgresPrograms unpacked(Path directory, Path log, PgBinaryResolver resolver)
            throws IOException {
        byte[] archive = archive(resolver);
        Path programs = directory.resolve(fingerprint(archive));
        if (Files.notExists(programs)) {
            Path draft = directory.resolve("unpacking");
            FileSystemUtils.deleteRecursively(draft);
            Files.createDirectories(draft, DataDirectory.OWNER_DIRECTORY);
            unpack(archive, draft);
            Files.move(draft, programs, StandardCopyOption.ATOMIC_MOVE);
        }
        removeOthers(directory, programs);
        return new PostgresPrograms(programs.resolve("bin"), log);
    }

    /** The number before the first point of the version. */
    int majorVersion() throws IOException {
        ProcessBuilder builder = builder("postgres", List.of("--version"));
        Process process = builder.redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes()).strip();
        String number = answer.replaceFirst(".* (\\d+)[^ ]*$", "$1");
        if (!number.matches("\\d+")) {
            throw new IOException("postgres --version says: " + answer);
        }
        return Integer.parseInt(number);
    }

    /**
     * Runs a program to its end.
     *
     * @throws IOException when it fails or takes too long; what it printed stands in the log file
     */
    void run(Duration limit, String program, List<String> arguments) throws IOException {
        ProcessBuilder builder = builder(program, arguments);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(program + " took longer than " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(program + " was interrupted", stopped);
        }
        if (process.exitValue() != 0) {
            throw new IOException(program + " ended with code " + process.exitValue());
        }
    }

    private ProcessBuilder builder(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        // PostgreSQL refuses to run as root; in a user namespace of its own it does not see that.
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(ENVIRONMENT);
        environment.put("LC_ALL", "C");
        return builder;
    }

    private static byte[] archive(PgBinaryResolver resolver) throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String kind = system.startsWith("mac") ? "Darwin" : "Linux";
        try (InputStream stream = resolver.getPgBinary(kind, System.getProperty("os.arch"))) {
            return stream.readAllBytes();
        } catch (IllegalStateException none) {
            throw new StartRefused(
                    "This build of Serai holds no PostgreSQL for "
                            + kind
                            + " on "
                            + System.getProperty("os.arch")
                            + "; set DATABASE_URL to a PostgreSQL of yours.",
                    none);
        }
    }

    /**
     * Tells one build's archive from another's. A cryptographic digest would say no more, and takes
     * a second of a start: the JVM has not compiled it yet.
     */
    private static String fingerprint(byte[] archive) {
        CRC32 checksum = new CRC32();
        checksum.update(archive);
        return "%08x-%d".formatted(checksum.getValue(), archive.length);
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("The archive leaves its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(path, target.resolve(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    if ((entry.getMode() & 0100) != 0 && !path.toFile().setExecutable(true)) {
                        throw new IOException("Can't make " + path + " executable");
                    }
                }
            }
        }
    }

    private static void removeOthers(Path directory, Path kept) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            for (Path child : children.toList()) {
                if (!child.equals(kept)) {
                    FileSystemUtils.deleteRecursively(child);
                }
            }
        }
    }
}
