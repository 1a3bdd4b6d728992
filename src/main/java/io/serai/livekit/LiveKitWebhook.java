package io.serai.livekit;

import java.util.Map;
import java.util.Optional;

/**
 * A webhook whose signature was verified.
 *
 * @param id the same whenever LiveKit sends it again
 * @param event as LiveKit calls it, {@code ingress_started} for example
 * @param room its name; empty where the event has none
 * @param ingress absent where the event is about none
 * @param participant absent where the event is about none
 * @param detail what else it tells of tracks, egresses and people; no secrets
 */
public record LiveKitWebhook(
        String id,
        String event,
        String room,
        Optional<IngressNotice> ingress,
        Optional<Entrant> participant,
        Map<String, Object> detail) {
    public LiveKitWebhook {
        detail = Map.copyOf(detail);
    }

    /**
     * The ingress it is about.
     *
     * @param resource identity of its publisher
     * @param startedNs when that one began, in nanoseconds since 1970; 0 if it does not say
     */
    public record IngressNotice(String id, Ingress.Kind kind, String resource, long startedNs) {}

    /**
     * The participant it is about.
     *
     * @param sid new with each time they enter
     */
    public record Entrant(String sid, String identity) {}
}
