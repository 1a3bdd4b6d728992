package io.serai.chat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives one route its messages, one after the other, on a thread of its own. A full queue leaves
 * the newest out; a message that takes too long is interrupted; a failure costs only that message.
 * Thread-safe.
 */
final class MessageFeed {
    private static final Logger log = LoggerFactory.getLogger(MessageFeed.class);
    private static final Duration STOP_WAIT = Duration.ofSeconds(1);

    private final BlockingQueue<ChatMessage> queue;
    private final String name;
    private final Duration limit;
    private final Handler handler;
    private final Counter dropped;
    private final Counter failed;
    private final Thread thread;
    private volatile boolean stopping;
    // Only the feed's own thread touches it.
    private boolean failing;

    /** What a route does with a message; it throws what went wrong. */
    @FunctionalInterface
    interface Handler {
        void handle(ChatLine line) throws Exception;
    }

    MessageFeed(
            String name, int mostWaiting, Duration limit, Handler handler, MeterRegistry metrics) {
        this.queue = new ArrayBlockingQueue<>(mostWaiting);
        this.name = name;
        this.limit = limit;
        this.handler = handler;
        this.dropped =
                Counter.builder("serai.chat.route.dropped")
                        .description("Messages that a route did not get, because it was behind")
                        .tag("route", name)
                        .register(metrics);
        this.failed =
                Counter.builder("serai.chat.route.failed")
                        .description("Messages at which a route failed, or took too long")
                        .tag("route", name)
                        .register(metrics);
        this.thread = Thread.ofVirtual().name("chat-route-" + name).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** Never waits. */
    void offer(ChatMessage message) {
        if (!queue.offer(message)) {
            dropped.increment();
        }
    }

    void stop() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(STOP_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            while (!stopping) {
                judge(handle(ChatLine.of(queue.take())));
            }
        } catch (InterruptedException stopped) {
            log.debug("chat.route-stopped route={}", name, stopped);
        }
    }

    /** What went wrong, if anything; the next message waits until this one has really ended. */
    private Optional<Throwable> handle(ChatLine line) throws InterruptedException {
        Attempt attempt = new Attempt(line);
        Thread worker = Thread.ofVirtual().name(thread.getName() + "-work").start(attempt);
        try {
            if (worker.join(limit)) {
                return Optional.ofNullable(attempt.failure);
            }
            worker.interrupt();
            worker.join();
            return Optional.of(new IllegalStateException("took longer than " + limit));
        } catch (InterruptedException stopped) {
            worker.interrupt();
            throw stopped;
        }
    }

    private void judge(Optional<Throwable> failure) {
        if (failure.isPresent()) {
            failed.increment();
            if (!failing) {
                failing = true;
                log.warn("chat.route-failed route={}", name, failure.get());
            }
        } else if (failing) {
            failing = false;
            log.info("chat.route-resumed route={}", name);
        }
    }

    /** One message on its way through the route. */
    private final class Attempt implements Runnable {
        private final ChatLine line;
        private volatile @Nullable Throwable failure;

        Attempt(ChatLine line) {
            this.line = line;
        }

        @Override
        public void run() {
            try {
                handler.handle(line);
            } catch (Throwable e) {
                failure = e;
            }
        }
    }
}
