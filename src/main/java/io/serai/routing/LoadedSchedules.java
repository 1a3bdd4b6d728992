package io.serai.routing;

import io.serai.common.RouteSchedule;
import io.serai.common.RouteSchedules;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Reads schedules from the routes that run. Thread-safe. */
@Component
final class LoadedSchedules implements RouteSchedules {
    /** Not the context itself: as a dependency of ours, Spring would start it too early. */
    private final ObjectProvider<CamelContext> camelContext;

    LoadedSchedules(ObjectProvider<CamelContext> camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public Optional<RouteSchedule> of(String route) {
        CamelContext camel = camelContext.getObject();
        Route loaded = camel.getRoute(route);
        if (loaded == null || !camel.getRouteController().getRouteStatus(route).isStarted()) {
            return Optional.empty();
        }
        Endpoint endpoint = loaded.getEndpoint();
        if (endpoint instanceof QuartzEndpoint quartz) {
            return Optional.of(schedule(quartz));
        }
        if (endpoint instanceof ScheduledPollEndpoint poll) {
            Duration delay = Duration.of(poll.getDelay(), poll.getTimeUnit().toChronoUnit());
            return Optional.of(
                    new RouteSchedule(Optional.empty(), Optional.empty(), Optional.of(delay)));
        }
        return Optional.empty();
    }

    private static RouteSchedule schedule(QuartzEndpoint quartz) {
        Optional<Trigger> trigger = trigger(quartz);
        Optional<Date> next = trigger.map(Trigger::getNextFireTime);
        Optional<Instant> second =
                next.flatMap(at -> trigger.map(each -> each.getFireTimeAfter(at)))
                        .map(Date::toInstant);
        Optional<Instant> first = next.map(Date::toInstant);
        return new RouteSchedule(
                Optional.ofNullable(quartz.getCron()),
                first,
                first.flatMap(from -> second.map(to -> Duration.between(from, to))));
    }

    private static Optional<Trigger> trigger(QuartzEndpoint quartz) {
        Scheduler scheduler = quartz.getComponent().getScheduler();
        try {
            return scheduler == null
                    ? Optional.empty()
                    : Optional.ofNullable(scheduler.getTrigger(quartz.getTriggerKey()));
        } catch (SchedulerException e) {
            // The scheduler is being shut down.
            return Optional.empty();
        }
    }
}
