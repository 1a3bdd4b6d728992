package io.serai.chat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what the hub does, and its connections by address. Thread-safe. */
final class HubMetrics {
    private final ConcurrentHashMap<String, Integer> byNetwork = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final MeterRegistry registry;
    private final Counter received;
    private final Counter accepted;
    private final Counter sent;
    private final Counter dropped;

    HubMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.received = counter("received", "Messages that clients sent");
        this.accepted = counter("accepted", "Messages that were given to a room");
        this.sent = counter("sent", "Frames of rooms that were given to a connection");
        this.dropped = counter("dropped", "Connections that did not read what was sent to them");
        Gauge.builder("serai.chat.connections", connections, AtomicInteger::get)
                .description("Open connections of chats")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder("serai.chat." + name).description(description).register(registry);
    }

    void received() {
        received.increment();
    }

    void accepted() {
        accepted.increment();
    }

    void sent(int frames, int members) {
        sent.increment((double) frames * members);
    }

    void dropped() {
        dropped.increment();
    }

    /** Somebody is not let in. */
    void refused(String reason) {
        Counter.builder("serai.chat.refused")
                .description("Connections that were not let into a chat")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    int connections() {
        return connections.get();
    }

    int connections(String network) {
        return byNetwork.getOrDefault(network, 0);
    }

    /** Counts one more, unless there are as many already. */
    boolean opened(String network, int most) {
        boolean[] counted = new boolean[1];
        byNetwork.compute(
                network,
                (key, open) -> {
                    int before = open == null ? 0 : open;
                    counted[0] = before < most;
                    return counted[0] ? Integer.valueOf(before + 1) : open;
                });
        if (counted[0]) {
            connections.incrementAndGet();
        }
        return counted[0];
    }

    void closed(String network) {
        connections.decrementAndGet();
        byNetwork.computeIfPresent(network, (key, open) -> open > 1 ? open - 1 : null);
    }
}
