package io.serai.restream;

import io.serai.common.ControlException.Invalid;
import io.serai.common.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what this node restreams with what is wanted: stops what is wanted no more, and says
 * what is to be started. It acts on what stands in the database, never on an event, so it may be
 * asked at any time, any number of times. Thread-safe.
 */
final class Planner {
    private static final Logger log = LoggerFactory.getLogger(Planner.class);

    private final WantedRepository wanted;
    private final CommandLine commandLine;
    private final Claims claims;
    private final Supervisor supervisor;

    /**
     * One after the other: or what an older look found missing would be stopped after a newer one.
     */
    private final ReentrantLock oneAtATime = new ReentrantLock();

    Planner(
            WantedRepository wanted,
            CommandLine commandLine,
            Claims claims,
            Supervisor supervisor) {
        this.wanted = wanted;
        this.commandLine = commandLine;
        this.claims = claims;
        this.supervisor = supervisor;
    }

    /** What is to be started of this stream on this node, and is held by it now. */
    List<Order> plan(StreamId stream) {
        oneAtATime.lock();
        try {
            List<WantedRestream> all = wanted.ofStream(stream);
            supervisor.keepOf(stream, ids(all));
            return orders(all);
        } finally {
            oneAtATime.unlock();
        }
    }

    /** The same for all streams. */
    List<Order> planAll() {
        oneAtATime.lock();
        try {
            List<WantedRestream> all = wanted.all();
            supervisor.keep(ids(all));
            return orders(all);
        } finally {
            oneAtATime.unlock();
        }
    }

    private List<Order> orders(List<WantedRestream> all) {
        List<Order> orders = new ArrayList<>();
        for (WantedRestream one : all) {
            int more = orders.size();
            order(one).flatMap(order -> due(order, more)).ifPresent(orders::add);
        }
        return orders;
    }

    private Optional<Order> order(WantedRestream one) {
        try {
            return Optional.of(commandLine.order(one));
        } catch (Invalid e) {
            // Only what was put into the table by somebody else can be so.
            log.error(
                    "restream.bad-address destination={} reason=\"{}\"",
                    one.destination().id(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * What is left of an order: nothing if it is being done, or another node does it.
     *
     * @param more how many are about to be started
     */
    private Optional<Order> due(Order order, int more) {
        Optional<Supervised> known = supervisor.find(order.destination());
        if (known.filter(Supervisor::isHeld).isPresent()) {
            Order present = known.get().order();
            return Optional.of(order.held(present.claim())).filter(next -> !next.isLike(present));
        }
        if (known.filter(one -> one.order().wish().equals(order.wish())).isPresent()) {
            return Optional.empty();
        }
        Optional<Order> held = claims.claim(order, supervisor.held() + more);
        if (held.isEmpty()) {
            // Another node has taken what failed here.
            known.ifPresent(Supervised::unwanted);
        }
        return held;
    }

    private static Set<DestinationId> ids(List<WantedRestream> all) {
        return all.stream().map(one -> one.destination().id()).collect(Collectors.toSet());
    }
}
