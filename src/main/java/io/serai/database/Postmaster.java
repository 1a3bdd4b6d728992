package io.serai.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The first process of a PostgreSQL server that runs. What {@code postmaster.pid} says is not
 * believed alone: after a crash its number may belong to any other program.
 */
record Postmaster(ProcessHandle process) {
    static final String FILE = "postmaster.pid";

    /** The server that runs on this data directory, if one does. */
    static Optional<Postmaster> of(Path cluster) throws IOException {
        return named(cluster).filter(process -> serves(process, cluster)).map(Postmaster::new);
    }

    /** Whether the file names a living process that surely is no server of this directory. */
    static boolean isStale(Path cluster) throws IOException {
        return named(cluster)
                .filter(process -> !isPostgres(process) || worksElsewhere(process, cluster))
                .isPresent();
    }

    long pid() {
        return process.pid();
    }

    private static Optional<ProcessHandle> named(Path cluster) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(cluster.resolve(FILE));
        } catch (NoSuchFileException notRunning) {
            return Optional.empty();
        }
        if (lines.isEmpty() || !lines.getFirst().strip().matches("[1-9][0-9]{0,9}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(ProcessHandle::isAlive);
    }

    private static boolean serves(ProcessHandle process, Path cluster) {
        if (!isPostgres(process)) {
            return false;
        }
        Optional<Path> workplace = workplace(process);
        return workplace.isPresent()
                ? workplace.get().equals(cluster)
                : Arrays.asList(process.info().arguments().orElse(new String[0]))
                        .containsAll(List.of("-D", cluster.toString()));
    }

    private static boolean worksElsewhere(ProcessHandle process, Path cluster) {
        return workplace(process).filter(path -> !path.equals(cluster)).isPresent();
    }

    /** A running program whose file was removed is called "... (deleted)". */
    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.matches(".*/postgres( \\(deleted\\))?"))
                .isPresent();
    }

    /** A server works in its data directory. Only Linux tells where a process works. */
    private static Optional<Path> workplace(ProcessHandle process) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd")));
        } catch (IOException | UnsupportedOperationException untold) {
            return Optional.empty();
        }
    }
}
