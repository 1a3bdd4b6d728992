package io.serai.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * What operators see of deliveries. The numbers of deliveries are read every 15 s by a thread of
 * its own, never while a hook or a scrape waits. Thread-safe.
 */
@Component
final class EventsMetrics {
    private static final Logger log = LoggerFactory.getLogger(EventsMetrics.class);
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final DeliveryRepository deliveries;
    private final MeterRegistry registry;
    private final Clock clock;
    private final MultiGauge counts;
    private final MultiGauge oldest;
    private final Counter leasesLost;
    private final Outage outage = new Outage(log, "events.metrics");
    private final ServiceThread thread = new ServiceThread("events-metrics", this::turn);

    EventsMetrics(DeliveryRepository deliveries, MeterRegistry registry, Clock clock) {
        this.deliveries = deliveries;
        this.registry = registry;
        this.clock = clock;
        this.counts =
                MultiGauge.builder("serai.events.deliveries")
                        .description("Deliveries that are not finished")
                        .register(registry);
        this.oldest =
                MultiGauge.builder("serai.events.oldest.due")
                        .description("How long the delivery that is due longest has waited")
                        .baseUnit("seconds")
                        .register(registry);
        this.leasesLost =
                Counter.builder("serai.events.leases.lost")
                        .description("Deliveries that another node took while they ran here")
                        .register(registry);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.close();
    }

    void leaseLost() {
        leasesLost.increment();
    }

    /** A reaction starts; what {@link #ended} wants to know. */
    long started(String subscription, StreamEvent event) {
        if (event.attempt() == 1 && !event.replayed()) {
            Duration waited = Duration.between(event.at(), clock.instant());
            Timer.builder("serai.events.start.latency")
                    .description("From an event to the start of its reaction's first attempt")
                    .tag("subscription", subscription)
                    .publishPercentileHistogram()
                    .register(registry)
                    .record(waited.isNegative() ? Duration.ZERO : waited);
        }
        return System.nanoTime();
    }

    void ended(String subscription, Outcome outcome, long beginNanos) {
        Timer.builder("serai.events.reactions")
                .description("Attempts of reactions")
                .tag("subscription", subscription)
                .tag("outcome", outcome.label())
                .register(registry)
                .record(Duration.ofNanos(System.nanoTime() - beginNanos));
    }

    private void turn() throws InterruptedException {
        try {
            refresh();
            outage.over();
            thread.pause(INTERVAL);
        } catch (DataAccessException | TransactionException e) {
            thread.pause(outage.failed(e));
        }
    }

    void refresh() {
        counts.register(
                deliveries.counts().stream()
                        .map(
                                count ->
                                        MultiGauge.Row.of(
                                                Tags.of(
                                                        "subscription",
                                                        count.subscription(),
                                                        "state",
                                                        count.state()),
                                                count.deliveries()))
                        .toList(),
                true);
        oldest.register(
                deliveries.oldestDue().stream()
                        .map(
                                due ->
                                        MultiGauge.Row.of(
                                                Tags.of("subscription", due.subscription()),
                                                due.seconds()))
                        .toList(),
                true);
    }
}
