package io.serai.timeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.serai.live.Journal;
import io.serai.live.JournalNote;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Writes notes behind whoever makes them: a bounded queue, and one thread that writes what has
 * gathered. While the database is away the queue fills and forgets its oldest notes; how many is
 * then told in the timeline. Thread-safe.
 */
@Component
final class JournalWriter implements Journal, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);

    /** Stopped after everything that makes notes, which is in the phases above. */
    private static final int BEFORE_THE_EVENTS = Integer.MAX_VALUE - 3001;

    private static final Duration GATHER = Duration.ofMillis(200);
    private static final Duration LOOK_UP = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration STOP_WAIT = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 1000;

    private final BlockingQueue<Supplier<JournalNote>> queue;
    private final JournalPen pen;
    private final Clock clock;
    private final Counter dropped;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Drops drops = new Drops();
    private final Thread thread = Thread.ofVirtual().name("timeline-writer").unstarted(this::work);

    JournalWriter(JournalPen pen, TimelineSettings settings, Clock clock, MeterRegistry metrics) {
        this.queue = new ArrayBlockingQueue<>(settings.mostWaiting());
        this.pen = pen;
        this.clock = clock;
        this.dropped =
                Counter.builder("serai.timeline.dropped")
                        .description("Notes for the timeline that could not be kept")
                        .register(metrics);
        Gauge.builder("serai.timeline.waiting", queue, BlockingQueue::size)
                .description("Notes for the timeline that wait to be written")
                .register(metrics);
    }

    @Override
    public void add(Supplier<JournalNote> note) {
        while (!queue.offer(note)) {
            if (queue.poll() != null) {
                dropped.increment();
                drops.add(clock.instant());
            }
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    /** Writes what waits, for a second at most. */
    @Override
    public void stop() {
        stopping.countDown();
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
        if (!queue.isEmpty()) {
            log.warn("timeline.lost notes={}", queue.size());
        }
    }

    @Override
    public boolean isRunning() {
        return thread.isAlive() && stopping.getCount() > 0;
    }

    @Override
    public int getPhase() {
        return BEFORE_THE_EVENTS;
    }

    private void work() {
        try {
            while (stopping.getCount() > 0) {
                Supplier<JournalNote> first = queue.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    // One commit for what comes meanwhile, instead of one for each hook.
                    waitForStop(GATHER);
                    write(gathered(first));
                }
            }
            for (Supplier<JournalNote> left = queue.poll(); left != null; left = queue.poll()) {
                write(gathered(left));
            }
        } catch (InterruptedException stopped) {
            log.debug("timeline.interrupted", stopped);
        }
    }

    private List<JournalNote> gathered(Supplier<JournalNote> first) {
        List<Supplier<JournalNote>> taken = new ArrayList<>();
        taken.add(first);
        queue.drainTo(taken, MOST_AT_ONCE - 1);
        List<JournalNote> notes = new ArrayList<>();
        for (Supplier<JournalNote> each : taken) {
            try {
                notes.add(each.get());
            } catch (RuntimeException e) {
                dropped.increment();
                log.error("timeline.note-failed", e);
            }
        }
        return notes;
    }

    /** Tries until they are written, longer and longer apart; once only when it is to stop. */
    private void write(List<JournalNote> notes) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        Drops.Gap lost = drops.take();
        while (true) {
            try {
                dropped.increment(pen.write(notes, lost));
                if (pause != FIRST_PAUSE) {
                    log.info("timeline.resumed notes={} dropped={}", notes.size(), lost.notes());
                }
                return;
            } catch (DataAccessException | TransactionException e) {
                if (pause == FIRST_PAUSE) {
                    log.warn("timeline.interrupted reason=\"the database does not answer\"");
                }
                if (stopping.getCount() == 0) {
                    log.warn("timeline.lost notes={}", notes.size());
                    throw new InterruptedException();
                }
            } catch (RuntimeException e) {
                log.error("timeline.failed notes={}", notes.size(), e);
                dropped.increment(notes.size());
                return;
            }
            waitForStop(pause);
            pause = longer(pause);
            lost = lost.and(drops.take());
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private void waitForStop(Duration time) throws InterruptedException {
        stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Counts what the queue forgot until that can be written. */
    static final class Drops {
        private Gap gap = Gap.NONE;

        /** Notes that were forgotten between two moments. */
        record Gap(int notes, Instant since, Instant until) {
            static final Gap NONE = new Gap(0, Instant.MAX, Instant.MIN);

            Gap and(Gap other) {
                return new Gap(
                        notes + other.notes,
                        since.isBefore(other.since) ? since : other.since,
                        until.isAfter(other.until) ? until : other.until);
            }
        }

        synchronized void add(Instant at) {
            gap = gap.and(new Gap(1, at, at));
        }

        synchronized Gap take() {
            Gap taken = gap;
            gap = Gap.NONE;
            return taken;
        }
    }
}
