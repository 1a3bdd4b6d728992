package io.serai.web;

import io.serai.common.http.RateLimits;
import java.time.Clock;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WebConfiguration {
    private static final long UNLOAD_DELAY_MS = 20;

    @Bean
    RateLimits rateLimits(Clock clock, WebSettings settings) {
        return new RateLimits(clock, settings.rateLimits());
    }

    /** Tomcat's own error pages give way to ours. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> plainErrors() {
        return factory ->
                factory.addContextCustomizers(
                        context -> {
                            if (context.getParent() instanceof StandardHost host) {
                                host.setErrorReportValveClass(PlainErrorValve.class.getName());
                            }
                        });
    }

    /** Tomcat lets TRACE pass so that {@link TraceValve} can refuse it as we do. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> ownRefusalOfTrace() {
        return factory -> {
            factory.addConnectorCustomizers(connector -> connector.setAllowTrace(true));
            factory.addEngineValves(new TraceValve());
        };
    }

    /**
     * A request that outlasted the graceful stop is not waited for again: by itself Tomcat gives
     * every servlet two more seconds.
     */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> noSecondWait() {
        return factory ->
                factory.addContextCustomizers(
                        context -> {
                            if (context instanceof StandardContext standard) {
                                standard.setUnloadDelay(UNLOAD_DELAY_MS);
                            }
                        });
    }
}
