package io.serai.live;

import io.serai.common.ControlException;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Asks the media server about single sessions, soon after a hook left a doubt. What is forgotten
 * here (a restart, too many at once) is found by the next reconciler round. Thread-safe.
 */
@Component
final class Checks {
    private static final int MOST_WAITING = 10_000;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Logger log = LoggerFactory.getLogger(Checks.class);

    private final Reconciler reconciler;
    private final Clock clock;
    private final Map<Fence, Instant> waiting = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor thread;

    Checks(Reconciler reconciler, Clock clock) {
        this.reconciler = reconciler;
        this.clock = clock;
        this.thread =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> Thread.ofPlatform().name("live-checks").daemon().unstarted(task));
        this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.thread.scheduleWithFixedDelay(
                this::checkDue, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks about the session with this fence after a while; an earlier date wins. */
    void ask(Fence fence, Duration after) {
        if (waiting.size() >= MOST_WAITING) {
            return;
        }
        waiting.merge(fence, clock.instant().plus(after), (a, b) -> a.isBefore(b) ? a : b);
    }

    @PreDestroy
    void close() throws InterruptedException {
        thread.shutdownNow();
        thread.awaitTermination(1, TimeUnit.SECONDS);
    }

    private void checkDue() {
        Instant now = clock.instant();
        Set<Fence> due = new HashSet<>();
        waiting.forEach(
                (fence, at) -> {
                    if (!at.isAfter(now) && waiting.remove(fence, at)) {
                        due.add(fence);
                    }
                });
        if (due.isEmpty()) {
            return;
        }
        try {
            reconciler.check(due);
        } catch (ControlException | DataAccessException e) {
            log.warn("check.postponed sessions={} reason={}", due.size(), e.getMessage());
        } catch (RuntimeException e) {
            // The thread must live: the next doubt is another case.
            log.error("check.failed sessions={}", due.size(), e);
        }
    }
}
