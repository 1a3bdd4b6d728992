package io.serai.routing;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how long the routes took to stop. */
final class StopLog extends LifecycleStrategySupport {
    private static final Logger log = LoggerFactory.getLogger(StopLog.class);

    private final AtomicLong begin = new AtomicLong();

    @Override
    public void onContextStopping(CamelContext context) {
        begin.set(System.nanoTime());
    }

    @Override
    public void onContextStopped(CamelContext context) {
        log.info("stop.routes ms={}", (System.nanoTime() - begin.get()) / 1_000_000);
    }
}
