package io.serai.restream;

import io.serai.common.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs in front of ffmpeg, each of which becomes the next one, so that the process stays
 * the same: a process group and session of its own, another user, an end with Serai, no core dumps,
 * a lower priority. What the machine lacks is left out, and said. Immutable.
 */
record Sandbox(List<String> command) {
    private static final Logger log = LoggerFactory.getLogger(Sandbox.class);
    private static final long PATIENCE_SECONDS = 5;

    Sandbox {
        command = List.copyOf(command);
    }

    /**
     * Looks what the machine has.
     *
     * @throws StartRefused when ffmpeg is to run as another user, and can't
     */
    static Sandbox find(RestreamSettings.Process settings) {
        List<String> command = new ArrayList<>();
        program("setsid").ifPresent(command::add);
        Optional<String> setpriv = program("setpriv");
        if (!settings.user().isBlank()) {
            command.addAll(asUser(settings.user().strip(), setpriv));
        } else if (endsWithParent(setpriv)) {
            command.addAll(List.of(setpriv.orElseThrow(), "--pdeathsig", "KILL", "--"));
        } else {
            log.warn(
                    "restream.sandbox-incomplete reason=\"no setpriv with --pdeathsig: after a"
                            + " crash of Serai ffmpeg runs on until its next start\"");
        }
        command.addAll(
                List.of(
                        "/bin/sh",
                        "-c",
                        "ulimit -c 0; exec nice -n \"$0\" \"$@\"",
                        Integer.toString(settings.nice())));
        return new Sandbox(command);
    }

    private static List<String> asUser(String user, Optional<String> setpriv) {
        if (!"root".equals(System.getProperty("user.name")) || setpriv.isEmpty()) {
            throw new StartRefused(
                    "FFMPEG_USER is set, for which Serai has to run as root and setpriv"
                            + " (util-linux) to be there.");
        }
        String group =
                output("id", "-g", "--", user)
                        .orElseThrow(
                                () ->
                                        new StartRefused(
                                                "FFMPEG_USER names a user that is unknown."));
        return List.of(
                setpriv.get(),
                "--reuid",
                user,
                "--regid",
                group.strip(),
                "--init-groups",
                "--no-new-privs",
                "--pdeathsig",
                "KILL",
                "--");
    }

    private static boolean endsWithParent(Optional<String> setpriv) {
        return setpriv.isPresent()
                && output(setpriv.get(), "--pdeathsig", "KILL", "--", "/bin/sh", "-c", ":")
                        .isPresent();
    }

    static Optional<String> program(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Arrays.stream(path.split(":"))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .map(Path::toString)
                .findFirst();
    }

    /** What a program says; empty if it fails or is not there. */
    static Optional<String> output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes());
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
