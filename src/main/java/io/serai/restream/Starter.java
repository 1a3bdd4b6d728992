package io.serai.restream;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Starts processes, all by one thread that lives as long as Serai: Linux ends a child that asked
 * for it (setpriv's {@code --pdeathsig}) with the thread that started it. Thread-safe.
 */
final class Starter {
    private final LinkedBlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("restream-starter").unstarted(this::run);

    void start() {
        thread.start();
    }

    /**
     * Starts a program and returns once it runs.
     *
     * @param environment all that it gets: nothing of Serai's own
     */
    Process start(List<String> command, Map<String, String> environment, Path directory)
            throws IOException {
        CompletableFuture<Process> started = new CompletableFuture<>();
        orders.add(
                () -> {
                    try {
                        ProcessBuilder builder = new ProcessBuilder(command);
                        builder.directory(directory.toFile());
                        builder.environment().clear();
                        builder.environment().putAll(environment);
                        started.complete(builder.start());
                    } catch (Throwable e) {
                        // Also an error: with this thread every child would end.
                        started.completeExceptionally(e);
                    }
                });
        try {
            return started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException notStarted) {
                throw notStarted;
            }
            throw e;
        }
    }

    /** It goes on until the machine's end, whatever happens. */
    @SuppressWarnings("InfiniteLoopStatement")
    private void run() {
        while (true) {
            try {
                orders.take().run();
            } catch (InterruptedException e) {
                // Nobody has a reason for that, and the children would end with this thread.
                Thread.interrupted();
            }
        }
    }
}
