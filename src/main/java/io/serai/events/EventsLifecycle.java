package io.serai.events;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Starts the threads of the event log before the routes, and stops them after those. */
@Component
final class EventsLifecycle implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(EventsLifecycle.class);

    /** Routes start, and Camel and the web server stop, between this and MAX_VALUE - 2048. */
    private static final int BEFORE_THE_ROUTES = Integer.MAX_VALUE - 3000;

    private final Announcements announcements;
    private final DeliveryWorker worker;
    private final Notifier notifier;
    private final NotificationListener listener;
    private final EventsMetrics metrics;
    private volatile boolean running;

    EventsLifecycle(
            Announcements announcements,
            DeliveryWorker worker,
            Notifier notifier,
            NotificationListener listener,
            EventsMetrics metrics) {
        this.announcements = announcements;
        this.worker = worker;
        this.notifier = notifier;
        this.listener = listener;
        this.metrics = metrics;
    }

    @Override
    public void start() {
        announcements.start();
        worker.start();
        notifier.start();
        listener.start();
        metrics.start();
        running = true;
    }

    @Override
    public void stop() {
        long begin = System.nanoTime();
        running = false;
        worker.stop();
        if (worker.gaveBack()) {
            notifier.callOthers();
        }
        notifier.stop();
        listener.stop();
        metrics.stop();
        announcements.stop();
        log.info("stop.events ms={}", (System.nanoTime() - begin) / 1_000_000);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return BEFORE_THE_ROUTES;
    }
}
