package io.serai.web;

import io.serai.database.DataDirectory;
import io.serai.events.Subscriptions;
import io.serai.routing.AfterRoutesLoaded;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WebConfiguration {

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

    /** Reactions are subscribed before anybody can write an event. */
    @Bean
    AfterRoutesLoaded subscribeReactions(Subscriptions subscriptions) {
        return subscriptions::routesLoaded;
    }

    @Bean
    SecretFiles secretFiles(DataDirectory directory) {
        return directory::secret;
    }
}
