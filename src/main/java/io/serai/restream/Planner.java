package io.serai.restream;

import io.serai.common.ControlException.Invalid;
import io.serai.common.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        List<Order> due = new ArrayList<>();
        Map<StreamId, List<Order>> unclaimed = new LinkedHashMap<>();
        for (WantedRestream one : all) {
            Optional<Order> order = order(one);
            if (order.isEmpty()) {
                continue;
            }
            Optional<Supervised> known = supervisor.find(order.get().destination());
            if (known.filter(Supervisor::isHeld).isPresent()) {
                Order present = known.get().order();
                Optional.of(order.get().held(present.claim()))
                        .filter(next -> !next.isLike(present))
                        .ifPresent(due::add);
            } else if (known.filter(failed -> failed.isFor(order.get())).isEmpty()) {
                unclaimed
                        .computeIfAbsent(order.get().stream(), stream -> new ArrayList<>())
                        .add(order.get());
            }
        }
        for (List<Order> ofStream : unclaimed.values()) {
            due.addAll(claim(ofStream, supervisor.held() + due.size()));
        }
        return due;
    }

    private List<Order> claim(List<Order> orders, int held) {
        List<Order> claimed = claims.claim(orders, held);
        Set<DestinationId> ours =
                claimed.stream().map(Order::destination).collect(Collectors.toSet());
        for (Order order : orders) {
            if (!ours.contains(order.destination())) {
                // Another node has taken what failed here.
                supervisor.find(order.destination()).ifPresent(Supervised::unwanted);
            }
        }
        return claimed;
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

    private static Set<DestinationId> ids(List<WantedRestream> all) {
        return all.stream().map(one -> one.destination().id()).collect(Collectors.toSet());
    }
}
