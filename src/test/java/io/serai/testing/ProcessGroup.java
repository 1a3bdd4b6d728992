package io.serai.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Ends processes that a test started together with their children, at the latest when the JVM ends.
 */
final class ProcessGroup {
    private static final Set<ProcessHandle> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> STARTED.forEach(ProcessGroup::destroyTree),
                                "end-test-processes"));
    }

    private ProcessGroup() {}

    /** Sees to it that the process ends with the JVM. */
    static Process endWithJvm(Process process) {
        STARTED.add(process.toHandle());
        process.onExit().thenRun(() -> STARTED.remove(process.toHandle()));
        return process;
    }

    /** SIGKILL to the process, then to its children; returns when all are gone. */
    static void kill(Process process) {
        List<ProcessHandle> gone = destroyTree(process.toHandle());
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> gone.stream().noneMatch(ProcessGroup::runs));
    }

    /** A zombie that nobody collects has no command any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /** Sends a signal by its name, such as {@code STOP}. */
    static void signal(Process process, String signal) {
        try {
            Process kill =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                            .redirectErrorStream(true)
                            .start();
            String said = new String(kill.getInputStream().readAllBytes());
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + signal + ": " + said.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The parent goes first: a master would replace a worker that has died. */
    private static List<ProcessHandle> destroyTree(ProcessHandle parent) {
        List<ProcessHandle> children = parent.descendants().toList();
        parent.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        return Stream.concat(Stream.of(parent), children.stream()).toList();
    }
}
