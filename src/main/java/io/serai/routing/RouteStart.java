package io.serai.routing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelConfigurationProperties;
import org.apache.camel.spring.boot.CamelSpringBootApplicationListener;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.stereotype.Component;

/**
 * Checks, loads and starts the routes before the web server opens its port. Camel by itself would
 * do so after that, when the context has been refreshed: then requests would meet no routes, and
 * events would find no subscriptions. Camel stops as it does anyway: after the web server.
 */
@Component
final class RouteStart implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RouteStart.class);

    /**
     * Spring Boot's web server opens its port in the phase MAX_VALUE - 2048; Camel stops in - 2049.
     */
    private static final int BEFORE_THE_WEB_SERVER = Integer.MAX_VALUE - 2050;

    /**
     * How long a thread pool of Camel may take to end after the routes have: Camel's own is 10 s.
     */
    private static final Duration POOL_WAIT = Duration.ofMillis(500);

    private final ApplicationContext spring;

    /** Not the context itself: as a dependency of ours, Spring would start it before us. */
    private final ObjectProvider<CamelContext> camelContext;

    private final CamelSpringBootApplicationListener camelSetup;
    private final CamelConfigurationProperties camelSettings;
    private final RoutingSettings settings;
    private final RouteFileCheck check;
    private final List<AfterRoutesLoaded> listeners;

    private volatile boolean running;

    RouteStart(
            ApplicationContext spring,
            ObjectProvider<CamelContext> camelContext,
            CamelSpringBootApplicationListener camelSetup,
            CamelConfigurationProperties camelSettings,
            RoutingSettings settings,
            RouteFileCheck check,
            List<AfterRoutesLoaded> listeners) {
        this.spring = spring;
        this.camelContext = camelContext;
        this.camelSetup = camelSetup;
        this.camelSettings = camelSettings;
        this.settings = settings;
        this.check = check;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void start() {
        long begin = System.nanoTime();
        CamelContext camel = camelContext.getObject();
        if (camel.isStarted()) {
            throw new IllegalStateException(
                    "Camel runs already: a SmartLifecycle bean must take the CamelContext by an"
                            + " ObjectProvider, else Spring starts Camel before that bean");
        }
        RouteFiles files = RouteFiles.in(settings.directory());
        for (Path ignored : files.ignored()) {
            log.warn(
                    "routes.ignored file={} reason=\"only files named *.camel.yaml are read\"",
                    files.shown(ignored));
        }
        check.refuseDamaged(files);
        long checked = System.nanoTime();
        // We load the files ourselves: in our order, and from folders with any name.
        camelSettings.getMain().setRoutesIncludePattern("false");
        camelSetup.onApplicationEvent(new ContextRefreshedEvent(spring));
        load(camel, files);
        listeners.forEach(listener -> listener.routesLoaded(camel));
        camel.getExecutorServiceManager().setShutdownAwaitTermination(POOL_WAIT.toMillis());
        camel.start();
        running = true;
        log.info(
                "routes.started files={} routes={} check_ms={} ms={}",
                files.routes().size(),
                camel.getRoutesSize(),
                (checked - begin) / 1_000_000,
                (System.nanoTime() - begin) / 1_000_000);
    }

    private void load(CamelContext camel, RouteFiles files) {
        Collection<Resource> resources = new ArrayList<>();
        for (Path file : files.routes()) {
            resources.add(ResourceHelper.resolveResource(camel, "file:" + file));
        }
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(resources);
        } catch (Exception e) {
            throw new IllegalStateException("The routes can't be loaded", e);
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return BEFORE_THE_WEB_SERVER;
    }
}
