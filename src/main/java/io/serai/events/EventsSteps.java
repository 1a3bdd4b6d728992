package io.serai.events;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.Step;
import io.serai.common.StreamId;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.events.DeliveryRepository.Listed;
import io.serai.events.EventRepository.Logged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** What routes call about the event log: the admin API, and the regular clean-up. Thread-safe. */
@Component("events")
public final class EventsSteps {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;

    private final DeliveryRepository deliveries;
    private final EventRepository events;
    private final EventsMaintenance maintenance;
    private final Announcements announcements;
    private final AuditLog audit;
    private final TransactionOperations transactions;

    EventsSteps(
            DeliveryRepository deliveries,
            EventRepository events,
            EventsMaintenance maintenance,
            Announcements announcements,
            AuditLog audit,
            TransactionOperations transactions) {
        this.deliveries = deliveries;
        this.events = events;
        this.maintenance = maintenance;
        this.announcements = announcements;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * @param next the {@code before} of the next page; null on the last one
     */
    record DeliveryPage(List<ShownDelivery> deliveries, @Nullable Long next) {}

    /**
     * @param next the {@code before} of the next page; null on the last one
     */
    record EventPage(List<ShownEvent> events, @Nullable Long next) {}

    /** A delivery in the admin API. */
    record ShownDelivery(
            long id,
            String subscription,
            long streamId,
            long eventId,
            @Nullable String eventType,
            String eventAt,
            String state,
            int attempts,
            @Nullable String lastError,
            String createdAt,
            String changedAt) {
        static ShownDelivery of(Listed delivery) {
            return new ShownDelivery(
                    delivery.id(),
                    delivery.subscription(),
                    delivery.streamId(),
                    delivery.eventId(),
                    delivery.eventType().orElse(null),
                    delivery.eventAt().toString(),
                    delivery.state(),
                    delivery.attempts(),
                    delivery.lastError().orElse(null),
                    delivery.createdAt().toString(),
                    delivery.changedAt().toString());
        }
    }

    /** An event in the admin API. */
    record ShownEvent(long id, long streamId, String type, String at, Map<String, Object> detail) {
        static ShownEvent of(StreamId stream, Logged event) {
            return new ShownEvent(
                    event.id(),
                    stream.value(),
                    event.type(),
                    event.at().toString(),
                    event.detail());
        }
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
        return Json.answer(
                200,
                new DeliveryPage(
                        shown(rows, limit).stream().map(ShownDelivery::of).toList(),
                        next(rows, limit, Listed::id)));
    }

    /** Has a parked delivery delivered again, out of order; answers with it. */
    @Step
    public Answer retryDelivery(@Variable("call") HttpCall call) {
        long id = number("id", call.pathVariable("id").orElse(""));
        boolean replayed = transactions.execute(tx -> replay(id, Actor.of(call)));
        Listed delivery =
                deliveries.find(id).orElseThrow(() -> new NotFound("There is no delivery " + id));
        if (!replayed) {
            throw new Conflict("Delivery " + id + " is not parked");
        }
        announcements.workAdded();
        return Json.answer(200, ShownDelivery.of(delivery));
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
        return Json.answer(
                200,
                new EventPage(
                        shown(rows, limit).stream().map(event -> ShownEvent.of(id, event)).toList(),
                        next(rows, limit, Logged::id)));
    }

    /** Makes partitions ahead and removes what is no longer kept. */
    @Step
    public void maintain() {
        maintenance.run();
    }

    private boolean replay(long id, Actor actor) {
        boolean replayed = deliveries.replay(id);
        if (replayed) {
            audit.write(AuditEntry.of(actor, "delivery.retried", "delivery", id, "state"));
        }
        return replayed;
    }

    /** The rows to show; one more was asked for, to know whether there is a next page. */
    private static <T> List<T> shown(List<T> rows, int limit) {
        return rows.subList(0, Math.min(rows.size(), limit));
    }

    private static <T> @Nullable Long next(List<T> rows, int limit, ToLongFunction<T> id) {
        return rows.size() > limit ? (Long) id.applyAsLong(rows.get(limit - 1)) : null;
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
