package io.serai.web;

import io.serai.events.Subscriptions;
import io.serai.routing.AfterRoutesLoaded;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/** Makes the loaded reactions durable subscriptions before anybody can write an event. */
@Component
final class SubscribeReactions implements AfterRoutesLoaded {
    private final Subscriptions subscriptions;

    SubscribeReactions(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public void routesLoaded(CamelContext camel) {
        subscriptions.routesLoaded(camel);
    }
}
