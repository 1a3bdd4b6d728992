package io.serai.restream;

import io.serai.common.StreamId;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The restreams of this node. Thread-safe. */
final class Supervisor {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Map<DestinationId, Supervised> restreams = new ConcurrentHashMap<>();
    private final Machine machine;
    private final Launcher launcher;
    private final Reporter reporter;
    private final Clock clock;
    private volatile boolean closing;

    Supervisor(Machine machine, Launcher launcher, Reporter reporter, Clock clock) {
        this.machine = machine;
        this.launcher = launcher;
        this.reporter = reporter;
        this.clock = clock;
    }

    /** It is wanted, and held by this node. At the stop nothing is started any more. */
    void want(Order order) {
        restreams.compute(
                order.destination(),
                (id, known) -> {
                    if (closing) {
                        return known;
                    }
                    if (known != null) {
                        known.wanted(order);
                        return known;
                    }
                    Supervised restream =
                            new Supervised(order, machine, launcher, reporter, clock, this::leaves);
                    restream.start();
                    return restream;
                });
    }

    /** What is there of this stream and not among these is wanted no more. */
    void keepOf(StreamId stream, Set<DestinationId> wanted) {
        all().filter(restream -> restream.order().stream().equals(stream))
                .filter(restream -> !wanted.contains(restream.order().destination()))
                .forEach(Supervised::unwanted);
    }

    /** What is not among these is wanted no more. */
    void keep(Set<DestinationId> wanted) {
        all().filter(restream -> !wanted.contains(restream.order().destination()))
                .forEach(Supervised::unwanted);
    }

    Optional<Supervised> find(DestinationId destination) {
        return Optional.ofNullable(restreams.get(destination));
    }

    boolean hasAnyOf(StreamId stream) {
        return all().anyMatch(restream -> restream.order().stream().equals(stream));
    }

    Stream<Supervised> all() {
        return restreams.values().stream();
    }

    /** How many have a process, or will have one again. */
    int held() {
        return (int) all().filter(Supervisor::isHeld).count();
    }

    /** Whether it has a process, or will have one again: then it is this node's. */
    static boolean isHeld(Supervised restream) {
        return switch (restream.situation().actual()) {
            case Actual.Starting _, Actual.Running _, Actual.Stopping _, Actual.BackingOff _ ->
                    true;
            case Actual.Stopped _ -> restream.hasMessages();
            case Actual.Failed _ -> false;
        };
    }

    /** Begins to stop all of them, at the same time; does not wait. */
    void close() {
        closing = true;
        all().forEach(Supervised::unwanted);
    }

    /** Waits until all have ended, so long at most; whether they have. */
    boolean awaitEnd(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (!restreams.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        if (!restreams.isEmpty()) {
            log.error("restream.not-stopped restreams={}", restreams.size());
        }
        return restreams.isEmpty();
    }

    private boolean leaves(Supervised restream) {
        DestinationId id = restream.order().destination();
        return restreams.computeIfPresent(
                        id, (_, known) -> known == restream && !known.hasMessages() ? null : known)
                != restream;
    }
}
