package io.serai.chat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Writes down what is said, behind the chat: a bounded queue, and one thread that writes what has
 * gathered. While the database is away the queue fills and loses its oldest messages. Told before
 * the routes, so that these can delete what they are given. Thread-safe.
 */
@Component
@Order(1)
final class ChatLog implements ChatListener, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ChatLog.class);

    /** Stopped after the rooms have closed, before the database. */
    private static final int AFTER_THE_ROOMS = Integer.MAX_VALUE - 3001;

    private static final Duration GATHER = Duration.ofMillis(100);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration STOP_WAIT = Duration.ofSeconds(2);
    private static final int MOST_AT_ONCE = 1000;

    private final ChatMessageRepository repository;
    private final int mostWaiting;
    private final Counter written;
    private final Counter dropped;
    private final Thread thread = Thread.ofVirtual().name("chat-log").unstarted(this::work);

    // Guarded by this: what waits, and what is just being written, which counts as waiting.
    private final Deque<ChatMessage> queue = new ArrayDeque<>();
    private List<ChatMessage> writing = List.of();
    private long taken;
    private long settled;
    private boolean hurried;
    private boolean stopping;
    private boolean away;
    private long lostInOutage;

    ChatLog(ChatMessageRepository repository, ModerationSettings settings, MeterRegistry metrics) {
        this.repository = repository;
        this.mostWaiting = settings.mostWaiting();
        this.written =
                Counter.builder("serai.chat.log.written")
                        .description("Messages of chats that were written down")
                        .register(metrics);
        this.dropped =
                Counter.builder("serai.chat.log.dropped")
                        .description("Messages of chats that could not be kept")
                        .register(metrics);
        Gauge.builder("serai.chat.log.waiting", this, ChatLog::waiting)
                .description("Messages of chats that wait to be written down")
                .register(metrics);
    }

    @Override
    public synchronized void said(ChatMessage message) {
        while (queue.size() + writing.size() >= mostWaiting && !queue.isEmpty()) {
            queue.removeFirst();
            settle(1);
            lost(1);
        }
        queue.addLast(message);
        taken++;
        if (queue.size() == 1) {
            notifyAll();
        }
    }

    /** How many wait. */
    synchronized int waiting() {
        return queue.size() + writing.size();
    }

    /**
     * Waits until everything is written, or lost, that was said before.
     *
     * @return whether it is
     */
    synchronized boolean flush(Duration most) {
        long wanted = taken;
        long end = System.nanoTime() + most.toNanos();
        try {
            while (settled < wanted) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0 || away) {
                    return false;
                }
                hurried = true;
                notifyAll();
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    /** Writes what waits, for two seconds at most. */
    @Override
    public void stop() {
        synchronized (this) {
            stopping = true;
            notifyAll();
        }
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!thread.join(STOP_WAIT)) {
                thread.interrupt();
                thread.join(GATHER);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        if (waiting() > 0) {
            log.warn("chat.log-lost messages={}", waiting());
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread.isAlive() && !stopping;
    }

    @Override
    public int getPhase() {
        return AFTER_THE_ROOMS;
    }

    private void work() {
        try {
            while (take()) {
                write();
            }
        } catch (InterruptedException stopped) {
            log.debug("chat.log-interrupted", stopped);
        }
    }

    /** Takes what has gathered; false: nothing comes any more. */
    private synchronized boolean take() throws InterruptedException {
        while (queue.isEmpty() && !stopping) {
            wait();
        }
        // One statement for what comes meanwhile, instead of one for each message.
        long end = System.nanoTime() + GATHER.toNanos();
        long left = GATHER.toMillis();
        while (left > 0 && !stopping && !hurried && queue.size() < MOST_AT_ONCE) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        hurried = false;
        List<ChatMessage> gathered = new ArrayList<>();
        while (!queue.isEmpty() && gathered.size() < MOST_AT_ONCE) {
            gathered.add(queue.removeFirst());
        }
        writing = gathered;
        return !gathered.isEmpty() || !stopping;
    }

    /** Tries until they are written, longer and longer apart; once only when it is to stop. */
    private void write() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                repository.add(writing);
                done(writing.size());
                return;
            } catch (DataIntegrityViolationException e) {
                log.error("chat.log-failed messages={}", writing.size(), e);
                fail();
                return;
            } catch (DataAccessException | TransactionException e) {
                interrupted();
            } catch (RuntimeException e) {
                log.error("chat.log-failed messages={}", writing.size(), e);
                fail();
                return;
            }
            pause(pause);
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
    }

    private synchronized void done(int messages) {
        written.increment(messages);
        writing = List.of();
        settle(messages);
        if (away) {
            away = false;
            log.info("chat.log-resumed messages={} dropped={}", messages, lostInOutage);
            lostInOutage = 0;
        }
    }

    private synchronized void fail() {
        lost(writing.size());
        settle(writing.size());
        writing = List.of();
    }

    private synchronized void interrupted() throws InterruptedException {
        if (!away) {
            away = true;
            log.warn("chat.log-interrupted reason=\"the database does not answer\"");
            notifyAll();
        }
        if (stopping) {
            throw new InterruptedException();
        }
    }

    private synchronized void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis();
                left > 0 && !stopping;
                left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    private synchronized void settle(int messages) {
        settled += messages;
        notifyAll();
    }

    private synchronized void lost(int messages) {
        dropped.increment(messages);
        lostInOutage += away ? messages : 0;
    }
}
