package io.serai.restream;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Orders on their way from the step that makes them to the one that carries them out: between both
 * a route only has a destination's number and the arguments. Thread-safe.
 */
final class Orders {
    private final Map<DestinationId, Order> waiting = new ConcurrentHashMap<>();

    void put(Order order) {
        waiting.put(order.destination(), order);
    }

    Optional<Order> take(DestinationId destination) {
        return Optional.ofNullable(waiting.remove(destination));
    }
}
