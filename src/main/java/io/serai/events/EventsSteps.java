package io.serai.events;

import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.Step;
import io.serai.common.StreamId;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.events.DeliveryRepository.Listed;
import io.serai.events.EventRepository.Logged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/** What routes call about the event log: the admin API, and the regular clean-up. Thread-safe. */
@Component("events")
public final class EventsSteps {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;

    private final DeliveryRepository deliveries;
    private final EventRepository events;
    private final EventsMaintenance maintenance;
    private final Announcements announcements;

    EventsSteps(
            DeliveryRepository deliveries,
            EventRepository events,
            EventsMaintenance maintenance,
            Announcements announcements) {
        this.deliveries = deliveries;
        this.events = events;
        this.maintenance = maintenance;
        this.announcements = announcements;
    }

    /**
     * Deliveries that are not finished, newest first: {@code state} parked (default) or pending,
     * {@code limit} 1 to 500, {@code before} the {@code next} of the page before.
     */
    @Step
    public Answer listDeliveries(@Variable("call") HttpCall call) {
        String state = call.query("state").orElse("parked");
        if (!state.equals("parked") && !state.equals("pending")) {
            throw new Invalid("state is parked or pending");
        }
        int limit = limit(call);
        List<Listed> rows = deliveries.newest(state, before(call), limit + 1);
        return page("deliveries", rows, limit, Listed::id, EventsSteps::json);
    }

    /** Has a parked delivery delivered again, out of order; answers with it. */
    @Step
    public Answer retryDelivery(@Variable("call") HttpCall call) {
        long id = number("id", call.pathVariable("id").orElse(""));
        boolean replayed = deliveries.replay(id);
        Listed delivery =
                deliveries.find(id).orElseThrow(() -> new NotFound("There is no delivery " + id));
        if (!replayed) {
            throw new Conflict("Delivery " + id + " is not parked");
        }
        announcements.workAdded();
        return Answer.json(200, EventJson.encode(json(delivery)));
    }

    /**
     * The events of a stream, newest first: {@code stream}, {@code limit}, {@code before} as in
     * {@link #listDeliveries}.
     */
    @Step
    public Answer listEvents(@Variable("call") HttpCall call) {
        String stream = call.query("stream").orElseThrow(() -> new Invalid("stream is missing"));
        StreamId id = new StreamId(number("stream", stream));
        int limit = limit(call);
        List<Logged> rows = events.newest(id, before(call), limit + 1);
        return page("events", rows, limit, Logged::id, event -> json(id, event));
    }

    /** Makes partitions ahead and removes what is no longer kept. */
    @Step
    public void maintain() {
        maintenance.run();
    }

    private static <T> Answer page(
            String name,
            List<T> rows,
            int limit,
            ToLongFunction<T> id,
            Function<T, Map<String, Object>> json) {
        List<T> shown = rows.subList(0, Math.min(rows.size(), limit));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put(name, shown.stream().map(json).toList());
        page.put("next", rows.size() > limit ? id.applyAsLong(shown.getLast()) : null);
        return Answer.json(200, EventJson.encode(page));
    }

    private static Map<String, Object> json(Listed delivery) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", delivery.id());
        json.put("subscription", delivery.subscription());
        json.put("streamId", delivery.streamId());
        json.put("eventId", delivery.eventId());
        json.put("eventType", delivery.eventType().orElse(null));
        json.put("eventAt", delivery.eventAt().toString());
        json.put("state", delivery.state());
        json.put("attempts", delivery.attempts());
        json.put("lastError", delivery.lastError().orElse(null));
        json.put("createdAt", delivery.createdAt().toString());
        json.put("changedAt", delivery.changedAt().toString());
        return json;
    }

    private static Map<String, Object> json(StreamId stream, Logged event) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", event.id());
        json.put("streamId", stream.value());
        json.put("type", event.type());
        json.put("at", event.at().toString());
        json.put("detail", event.detail());
        return json;
    }

    private static int limit(HttpCall call) {
        Optional<String> text = call.query("limit");
        if (text.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        long limit = number("limit", text.get());
        if (limit > MOST) {
            throw new Invalid("limit is at most " + MOST);
        }
        return (int) limit;
    }

    private static long before(HttpCall call) {
        return call.query("before").map(text -> number("before", text)).orElse(Long.MAX_VALUE);
    }

    private static long number(String name, String text) {
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) == 0) {
            throw new Invalid(name + " is a positive number");
        }
        return Long.parseLong(text);
    }
}
