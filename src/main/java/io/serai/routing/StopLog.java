package io.serai.routing;

import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;

/**
 * Tells how long the web server and the routes took to stop. Camel finds it among the beans; Spring
 * calls everything here on the thread that stops the program.
 */
@Component
final class StopLog extends LifecycleStrategySupport
        implements ApplicationListener<ContextClosedEvent> {
    private static final Logger log = LoggerFactory.getLogger(StopLog.class);

    private volatile long phase = System.nanoTime();

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        log.info("stop.begun");
        phase = System.nanoTime();
    }

    /** The web server has stopped: Spring stops it before Camel. */
    @Override
    public void onContextStopping(CamelContext context) {
        ended("stop.http");
    }

    @Override
    public void onContextStopped(CamelContext context) {
        ended("stop.routes");
    }

    private void ended(String name) {
        long now = System.nanoTime();
        log.info("{} ms={}", name, (now - phase) / 1_000_000);
        phase = now;
    }
}
