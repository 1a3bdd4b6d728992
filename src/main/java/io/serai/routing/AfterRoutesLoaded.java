package io.serai.routing;

import org.apache.camel.CamelContext;

/**
 * What has to happen once every route is known and before any of them runs or the HTTP port opens:
 * reactions become durable subscriptions here.
 */
public interface AfterRoutesLoaded {
    void routesLoaded(CamelContext camel);
}
