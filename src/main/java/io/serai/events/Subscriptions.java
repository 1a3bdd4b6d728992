package io.serai.events;

import io.serai.common.StartRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes the reactions that are loaded the active subscriptions: from then on events are kept for
 * them, and only for them. Used once at the start, before anybody can write an event.
 *
 * <p>A route with {@code autoStartup: false}, or whose file is gone, is inactive: events that come
 * meanwhile are not for it. What was pending for it stays, and continues when it is active again. A
 * route that is stopped while Serai runs stays subscribed.
 */
@Component
public final class Subscriptions {
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private final SubscriptionRepository repository;
    private final EventsMaintenance maintenance;

    Subscriptions(SubscriptionRepository repository, EventsMaintenance maintenance) {
        this.repository = repository;
        this.maintenance = maintenance;
    }

    /**
     * Takes over the reactions of a context whose routes are loaded, started or not, and sees that
     * today's events have their place.
     *
     * @throws StartRefused when two routes are one reaction, or one is written wrongly
     */
    public void routesLoaded(CamelContext camel) {
        Map<String, Subscription> active = new TreeMap<>();
        Map<String, String> routes = new TreeMap<>();
        for (RouteDefinition route : definitions(camel)) {
            Subscription subscription = reaction(camel, route);
            if (subscription == null) {
                continue;
            }
            String other = routes.putIfAbsent(subscription.name(), route.getRouteId());
            if (other != null) {
                throw new StartRefused(
                        "The routes \""
                                + other
                                + "\" and \""
                                + route.getRouteId()
                                + "\" both start with stream-events:"
                                + subscription.name()
                                + ". Each reaction needs a name of its own; rename one.");
            }
            if (starts(camel, route)) {
                active.put(subscription.name(), subscription);
            }
        }
        maintenance.preparePartitions();
        List<String> gone = repository.activateOnly(active.values());
        log.info("reactions.subscribed active={} deactivated={}", active.keySet(), gone);
    }

    private static List<RouteDefinition> definitions(CamelContext camel) {
        Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
        return new ArrayList<>(model.getRouteDefinitions());
    }

    private static @Nullable Subscription reaction(CamelContext camel, RouteDefinition route) {
        String uri = camel.resolvePropertyPlaceholders(route.getInput().getEndpointUri());
        if (!uri.startsWith(StreamEventsComponent.SCHEME + ":")) {
            return null;
        }
        try {
            return camel.getEndpoint(uri, StreamEventsEndpoint.class).subscription();
        } catch (ResolveEndpointFailedException e) {
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new StartRefused(
                    "The route \"" + route.getRouteId() + "\" can't be a reaction: " + reason, e);
        }
    }

    private static boolean starts(CamelContext camel, RouteDefinition route) {
        String condition = route.getPrecondition();
        if (condition != null
                && !camel.resolveLanguage("simple")
                        .createPredicate(camel.resolvePropertyPlaceholders(condition))
                        .matches(new DefaultExchange(camel))) {
            return false;
        }
        String autoStartup = camel.resolvePropertyPlaceholders(route.getAutoStartup());
        return autoStartup == null || Boolean.parseBoolean(autoStartup.strip());
    }
}
