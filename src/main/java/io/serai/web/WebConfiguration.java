package io.serai.web;

import io.serai.common.http.AdminToken;
import io.serai.common.http.Admins;
import io.serai.common.http.Origins;
import io.serai.common.http.RateLimits;
import io.serai.database.DataDirectory;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WebConfiguration {
    private static final long UNLOAD_DELAY_MS = 20;
    private static final String TOKEN_FILE = "admin-token";
    private static final int TOKEN_DIGITS = 64;

    @Bean
    RateLimits rateLimits(Clock clock, WebSettings settings) {
        return new RateLimits(clock, settings.rateLimits());
    }

    /** The configured one, else one that is kept in a file. */
    @Bean
    AdminToken adminToken(WebSettings settings, ObjectProvider<DataDirectory> directory) {
        String configured = settings.adminToken().strip();
        return new AdminToken(
                configured.isEmpty()
                        ? directory.getObject().secret(TOKEN_FILE, TOKEN_DIGITS)
                        : configured);
    }

    /** Without accounts, as in some tests, the token is the only way. */
    @Bean
    Admins admins(
            AdminToken token,
            ObjectProvider<Admins.Accounts> accounts,
            RateLimits limits,
            Clock clock) {
        Admins.Accounts known = accounts.getIfAvailable(() -> call -> Optional.empty());
        return new Admins(token, known, limits, clock);
    }

    @Bean
    Origins origins(WebSettings settings) {
        Origins allowed = Origins.of(settings.allowedOrigins().stream());
        return allowed.listed().isEmpty()
                ? Origins.of(
                        Stream.of(
                                settings.frontendBaseUrl(),
                                "http://localhost:3000",
                                "http://localhost:5173"))
                : allowed;
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
