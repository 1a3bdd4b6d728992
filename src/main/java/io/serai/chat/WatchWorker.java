package io.serai.chat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Has {@link RulesWatch} look: when there is a hint, and from time to time. Thread-safe. */
@Component
final class WatchWorker implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(WatchWorker.class);

    private static final Duration TIES = Duration.ofSeconds(10);
    private static final Duration STOP_WAIT = Duration.ofSeconds(1);

    private final RulesWatch watch;
    private final ModerationSettings settings;
    private final Clock clock;
    private final Semaphore hints = new Semaphore(0);
    private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});
    private volatile boolean running;
    private Instant tiesDue = Instant.MIN;
    private boolean away;

    WatchWorker(RulesWatch watch, ModerationSettings settings, Clock clock) {
        this.watch = watch;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
        watch.wake(hints::release);
        thread = Thread.ofVirtual().name("chat-rules").start(this::work);
    }

    @Override
    public void stop() {
        running = false;
        hints.release();
        try {
            if (!thread.join(STOP_WAIT)) {
                thread.interrupt();
                thread.join(STOP_WAIT);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void work() {
        while (running) {
            try {
                if (hints.tryAcquire(settings.refresh().toMillis(), TimeUnit.MILLISECONDS)) {
                    hints.drainPermits();
                }
                if (running) {
                    look();
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (DataAccessException | TransactionException e) {
                if (!away && running) {
                    away = true;
                    log.warn("chat.rules-interrupted reason=\"the database does not answer\"");
                }
            } catch (RuntimeException e) {
                log.error("chat.rules-failed", e);
            }
        }
    }

    private void look() {
        watch.look();
        Instant now = clock.instant();
        if (!now.isBefore(tiesDue)) {
            watch.lookAtTies();
            tiesDue = now.plus(TIES);
        }
        if (away) {
            away = false;
            log.info("chat.rules-resumed");
        }
    }
}
