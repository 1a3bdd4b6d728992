package io.serai.restream;

import io.serai.common.Step;
import io.serai.events.StreamEvent;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** What routes call about restreams. Thread-safe. */
@Component("restream")
public final class RestreamSteps {
    private final EngineParts engine;
    private final RestreamRepository repository;
    private final RestreamSettings settings;
    private final Clock clock;

    RestreamSteps(
            EngineParts engine,
            RestreamRepository repository,
            RestreamSettings settings,
            Clock clock) {
        this.engine = engine;
        this.repository = repository;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Brings the restreams of the event's stream in line with what is wanted: stops what is to
     * stop, which does not wait, and returns what is to be started here.
     */
    @Step
    public List<Order> plan(@Body StreamEvent event) {
        return remembered(engine.planner().plan(event.stream()));
    }

    /** The same for all streams; also takes over what a node that has gone left behind. */
    @Step
    public List<Order> planAll() {
        return remembered(engine.planner().planAll());
    }

    /** Forgets processes that ended long ago. */
    @Step
    public void forgetRuns() {
        repository.forgetRuns(clock.instant(), settings.limits().keepRuns());
    }

    private List<Order> remembered(List<Order> orders) {
        orders.forEach(engine.orders()::put);
        return orders;
    }
}
