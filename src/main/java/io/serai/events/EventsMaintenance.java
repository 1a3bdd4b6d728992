package io.serai.events;

import io.serai.events.PartitionRepository.Partitioned;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Keeps the event log to its size: partitions ahead of their day, those dropped whose time is over.
 * Any node may do it at any time; two at once do no harm. Thread-safe.
 */
@Component
final class EventsMaintenance {
    private static final Logger log = LoggerFactory.getLogger(EventsMaintenance.class);
    private static final int DAYS_AHEAD = 7;
    private static final int TRIES = 5;

    private final PartitionRepository partitions;
    private final DeliveryRepository deliveries;
    private final LaneRepository lanes;
    private final EventsSettings settings;
    private final Clock clock;

    EventsMaintenance(
            PartitionRepository partitions,
            DeliveryRepository deliveries,
            LaneRepository lanes,
            EventsSettings settings,
            Clock clock) {
        this.partitions = partitions;
        this.deliveries = deliveries;
        this.lanes = lanes;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Makes the partitions of these days; a failed one is only late: the default one takes over.
     */
    void preparePartitions() {
        for (Partitioned each : Partitioned.values()) {
            LocalDate oldest = oldestKept(each);
            Set<LocalDate> missing = wanted(each);
            partitions.days(each).forEach(missing::remove);
            missing.removeIf(day -> day.isBefore(oldest));
            missing.forEach(day -> create(each, day));
        }
    }

    /** Everything that is due regularly. */
    void run() {
        preparePartitions();
        for (Partitioned each : Partitioned.values()) {
            dropExpired(each);
        }
        int removed = lanes.removeEmpty();
        if (removed > 0) {
            log.info("events.lanes-removed lanes={}", removed);
        }
    }

    private void dropExpired(Partitioned what) {
        LocalDate oldest = oldestKept(what);
        partitions.days(what).stream()
                .filter(day -> day.isBefore(oldest))
                .forEach(day -> drop(what, day));
        partitions.deleteStraysBefore(what, oldest);
    }

    private Set<LocalDate> wanted(Partitioned what) {
        LocalDate today = today();
        Set<LocalDate> wanted = new TreeSet<>(partitions.strayDays(what));
        Stream.iterate(today.minusDays(1), day -> day.plusDays(1))
                .limit(DAYS_AHEAD + 2)
                .forEach(wanted::add);
        return wanted;
    }

    private void create(Partitioned what, LocalDate day) {
        for (int tries = 1; tries <= TRIES; tries++) {
            try {
                partitions.create(what, day);
                return;
            } catch (DataAccessException | TransactionException e) {
                log.warn(
                        "events.partition-delayed table={} day={} error=\"{}\"",
                        what.table(),
                        day,
                        ErrorText.of(e));
            }
        }
    }

    private void drop(Partitioned what, LocalDate day) {
        try {
            if (what == Partitioned.EVENTS) {
                int lost =
                        deliveries.deleteOfEventsBefore(PartitionRepository.start(day.plusDays(1)));
                if (lost > 0) {
                    log.warn(
                            "events.deliveries-expired deliveries={} reason=\"their events are"
                                    + " older than they are kept\"",
                            lost);
                }
            }
            if (partitions.drop(what, day)) {
                log.info("events.partition-dropped table={} day={}", what.table(), day);
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn(
                    "events.partition-drop-delayed table={} day={} error=\"{}\"",
                    what.table(),
                    day,
                    ErrorText.of(e));
        }
    }

    /** A day is kept until its last moment has been kept long enough. */
    private LocalDate oldestKept(Partitioned what) {
        Duration keep =
                switch (what) {
                    case EVENTS -> settings.keepEvents();
                    case FINISHED -> settings.keepFinished();
                };
        return LocalDate.ofInstant(clock.instant().minus(keep), ZoneOffset.UTC);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
