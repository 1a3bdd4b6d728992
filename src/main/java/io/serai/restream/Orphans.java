package io.serai.restream;

import io.serai.restream.LeaseRepository.FormerRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the processes that an earlier Serai of this installation has left behind. They are known by
 * the marker in their environment; where the system does not show that, by their number and the
 * time of their start, as they were written down.
 */
final class Orphans {
    private static final Logger log = LoggerFactory.getLogger(Orphans.class);
    private static final Path PROC = Path.of("/proc");
    private static final Duration BETWEEN_SIGNALS = Duration.ofMillis(500);
    private static final Duration AS_EXACT_AS_THE_SYSTEM = Duration.ofSeconds(2);
    private static final int ROUNDS = 4;

    private final Node node;

    Orphans(Node node) {
        this.node = node;
    }

    /**
     * SIGTERM, which ffmpeg may ignore once, SIGTERM again, SIGKILL; waits until they are gone.
     *
     * @param recorded what was written down of processes without an end
     * @return how many there were
     */
    int end(List<FormerRun> recorded) {
        List<ProcessHandle> orphans = Files.isDirectory(PROC) ? marked() : known(recorded);
        orphans.forEach(orphan -> log.warn("restream.orphan-ended pid={}", orphan.pid()));
        List<ProcessHandle> left = orphans;
        for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
            boolean last = round >= 2;
            left.forEach(last ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
            left = awaitEnd(left);
        }
        return orphans.size();
    }

    /** Those that have our installation's marker, but of another node. */
    private List<ProcessHandle> marked() {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (isFormer(process)) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    ProcessHandle.of(pid).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            log.warn("restream.orphans-unknown error=\"{}\"", e.toString());
        }
        return found;
    }

    private boolean isFormer(Path process) {
        try {
            byte[] environment = Files.readAllBytes(process.resolve("environ"));
            String text = new String(environment, StandardCharsets.ISO_8859_1);
            for (String variable : text.split("\0")) {
                if (variable.startsWith(Launcher.MARKER + "=" + node.installation() + ":")) {
                    return !variable.startsWith(Launcher.MARKER + "=" + node.marker());
                }
            }
            return false;
        } catch (IOException notOurs) {
            // Another user's, or it has just ended.
            return false;
        }
    }

    private static List<ProcessHandle> known(List<FormerRun> recorded) {
        return recorded.stream()
                .flatMap(
                        run -> ProcessHandle.of(run.pid()).filter(one -> isSame(one, run)).stream())
                .toList();
    }

    /** A number is used again, a number with the time of its start is not. */
    private static boolean isSame(ProcessHandle process, FormerRun run) {
        Optional<Instant> started = process.info().startInstant();
        return started.isPresent()
                && run.processStarted().isPresent()
                && Duration.between(started.get(), run.processStarted().get())
                                .abs()
                                .compareTo(AS_EXACT_AS_THE_SYSTEM)
                        < 0;
    }

    private static List<ProcessHandle> awaitEnd(List<ProcessHandle> processes) {
        long end = System.nanoTime() + BETWEEN_SIGNALS.toNanos();
        List<ProcessHandle> left = processes;
        while (!left.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            left = left.stream().filter(ProcessHandle::isAlive).toList();
        }
        return left;
    }
}
