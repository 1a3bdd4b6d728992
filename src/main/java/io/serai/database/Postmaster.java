package io.serai.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The first process of a PostgreSQL server that is running. */
record Postmaster(ProcessHandle process) {
    /**
     * The server that runs on this data directory, if one does. What {@code postmaster.pid} says is
     * not believed alone: after a crash its number may belong to any other program.
     */
    static Optional<Postmaster> of(Path cluster) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
        } catch (NoSuchFileException notRunning) {
            return Optional.empty();
        }
        if (lines.isEmpty() || !lines.getFirst().strip().matches("[1-9][0-9]{0,9}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(process -> serves(process, cluster))
                .map(Postmaster::new);
    }

    long pid() {
        return process.pid();
    }

    private static boolean serves(ProcessHandle process, Path cluster) {
        ProcessHandle.Info info = process.info();
        // The command of a running program whose file was removed ends in " (deleted)".
        boolean postgres =
                info.command()
                        .map(command -> command.replaceFirst(" \\(deleted\\)$", ""))
                        .filter(command -> command.endsWith("/postgres"))
                        .isPresent();
        return postgres
                && process.isAlive()
                && Arrays.asList(info.arguments().orElse(new String[0]))
                        .containsAll(List.of("-D", cluster.toString()));
    }
}
