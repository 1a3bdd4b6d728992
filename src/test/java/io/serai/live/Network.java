package io.serai.live;

import io.serai.live.MediaEvent.End;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** What is under way between a simulated media server and Serai, each until its time. */
final class Network {
    private final PriorityQueue<Delivery> underWay =
            new PriorityQueue<>(
                    Comparator.comparing(Delivery::at).thenComparingLong(Delivery::order));
    private long order = 0;

    /** A hook with its time of arrival. */
    record Delivery(Instant at, long order, End hook) {}

    void send(Instant arrival, End hook) {
        underWay.add(new Delivery(arrival, order++, hook));
    }

    /** What arrives next, if that is until then. */
    Optional<Delivery> next(Instant until) {
        return underWay.isEmpty() || underWay.peek().at().isAfter(until)
                ? Optional.empty()
                : Optional.of(underWay.poll());
    }
}
