package io.serai.database;

import io.serai.common.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The files of the embedded PostgreSQL and what is done to them with its own programs: create,
 * start, stop. {@code pg_ctl} starts the server in a session of its own, so that a Ctrl-C in the
 * terminal does not end it before Serai.
 */
final class EmbeddedCluster {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedCluster.class);

    private static final Duration INITIALISE_LIMIT = Duration.ofMinutes(2);

    /** Long enough to replay what was not yet in its place when the machine lost power. */
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);
    private static final long LARGEST_LOG = 10_000_000;
    private static final int START_ATTEMPTS = 3;

    /** What Serai relies on; stands above whatever postgresql.conf says. */
    private static final List<String> FIXED_SETTINGS =
            List.of(
                    "listen_addresses=127.0.0.1",
                    "unix_socket_directories=",
                    "fsync=on",
                    "full_page_writes=on",
                    "synchronous_commit=on",
                    "password_encryption=scram-sha-256",
                    "logging_collector=off",
                    // The details of an error may hold stream keys.
                    "log_error_verbosity=terse",
                    "log_min_error_statement=panic");

    /** Written to postgresql.conf once; the operator may change them there. */
    private static final List<String> FIRST_SETTINGS =
            List.of(
                    "max_connections=60",
                    "shared_buffers=128MB",
                    "max_wal_size=1GB",
                    "log_checkpoints=off",
                    "timezone=UTC",
                    "log_timezone=UTC");

    private final Path files;
    private final Path logFile;
    private final PostgresPrograms programs;

    private EmbeddedCluster(Path files, Path logFile, PostgresPrograms programs) {
        this.files = files;
        this.logFile = logFile;
        this.programs = programs;
    }

    /** Prepares the programs; touches no server. */
    static EmbeddedCluster of(Path directory, Path logFile) throws IOException {
        keepLogSmall(logFile);
        PostgresPrograms programs =
                PostgresPrograms.unpacked(directory.resolve("postgres-programs"), logFile);
        EmbeddedCluster cluster =
                new EmbeddedCluster(directory.resolve("postgres"), logFile, programs);
        if (cluster.exists()) {
            cluster.refuseOtherVersion();
        }
        return cluster;
    }

    boolean exists() {
        return Files.exists(files.resolve("PG_VERSION"));
    }

    Optional<Postmaster> running() throws IOException {
        return Postmaster.of(files);
    }

    /**
     * Creates the files, with the password from the first moment on. They get their name when they
     * are complete, so that an interrupted start leaves nothing that looks like a database.
     */
    void initialise(Path passwordFile) throws IOException {
        refuseForeignFiles();
        Path draft = files.resolveSibling("postgres.new");
        FileSystemUtils.deleteRecursively(draft);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--pgdata=" + draft,
                                "--username=postgres",
                                "--auth=scram-sha-256",
                                "--pwfile=" + passwordFile,
                                "--encoding=UTF8",
                                // The same order of texts on every machine.
                                "--locale=C",
                                "--locale-provider=builtin",
                                "--builtin-locale=C.UTF-8",
                                "--no-instructions"));
        FIRST_SETTINGS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        programs.run(INITIALISE_LIMIT, "initdb", arguments);
        Files.deleteIfExists(files);
        Files.move(draft, files, StandardCopyOption.ATOMIC_MOVE);
        log.info("database.embedded.created directory={}", files);
    }

    /** Starts the server and returns the port on which it listens. */
    int startOnFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            try {
                start(port);
                return port;
            } catch (IOException perhapsPortTaken) {
                if (attempt == START_ATTEMPTS) {
                    throw perhapsPortTaken;
                }
            }
        }
    }

    void start(int port) throws IOException {
        if (Postmaster.isStale(files)) {
            // PostgreSQL itself would take any living process of that number for its own.
            Files.delete(files.resolve(Postmaster.FILE));
        }
        programs.run(
                START_LIMIT.plusSeconds(5),
                "pg_ctl",
                List.of(
                        "--pgdata=" + files,
                        "--log=" + logFile,
                        "--wait",
                        "--timeout=" + START_LIMIT.toSeconds(),
                        // A shell reads these.
                        "--options=-p " + port + " -c " + String.join(" -c ", FIXED_SETTINGS),
                        "start"));
    }

    /** Stops what an earlier Serai, killed without a chance to do it, has left running. */
    void stopOrphan() throws IOException {
        Optional<Postmaster> orphan = running();
        if (orphan.isEmpty()) {
            return;
        }
        long pid = orphan.get().pid();
        log.warn("database.embedded.orphan pid={} next=stop", pid);
        try {
            stop("fast", ORPHAN_LIMIT);
        } catch (IOException slow) {
            stop("immediate", ORPHAN_LIMIT);
        }
        if (running().isPresent()) {
            throw new StartRefused(
                    "The PostgreSQL server of an earlier Serai, process "
                            + pid
                            + ", does not stop; end it, then start again.");
        }
    }

    /** Stops the server, if it runs. One that takes longer finishes by itself. */
    void stop() {
        try {
            if (running().isPresent()) {
                stop("fast", STOP_LIMIT);
            }
            log.info("database.embedded.stopped");
        } catch (IOException slow) {
            log.warn("database.embedded.stopping reason=\"{}\"", slow.getMessage());
        }
    }

    private void stop(String mode, Duration limit) throws IOException {
        programs.run(
                limit.plusSeconds(2),
                "pg_ctl",
                List.of(
                        "--pgdata=" + files,
                        "--mode=" + mode,
                        "--wait",
                        "--timeout=" + limit.toSeconds(),
                        "stop"));
    }

    private void refuseOtherVersion() throws IOException {
        String made = Files.readString(files.resolve("PG_VERSION")).strip();
        int ours = programs.majorVersion();
        if (!made.equals(Integer.toString(ours))) {
            throw new StartRefused(
                    "The database in "
                            + files
                            + " was made by PostgreSQL "
                            + made
                            + " and this Serai brings PostgreSQL "
                            + ours
                            + "; move it with pg_dump, or start the Serai that made it.");
        }
    }

    private void refuseForeignFiles() throws IOException {
        if (Files.notExists(files)) {
            return;
        }
        try (Stream<Path> children = Files.list(files)) {
            if (children.findAny().isPresent()) {
                throw new StartRefused(
                        "The directory " + files + " holds files but no database; move them away.");
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void keepLogSmall(Path logFile) throws IOException {
        if (Files.exists(logFile) && Files.size(logFile) > LARGEST_LOG) {
            Files.move(
                    logFile,
                    logFile.resolveSibling(logFile.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.notExists(logFile)) {
            Files.createFile(
                    logFile,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
    }
}
