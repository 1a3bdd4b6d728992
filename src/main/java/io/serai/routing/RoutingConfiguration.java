package io.serai.routing;

import java.util.Optional;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

@Configuration(proxyBeanMethods = false)
class RoutingConfiguration {

    @Bean
    RouteFileCheck routeFileCheck(ApplicationContext spring) {
        return new RouteFileCheck(
                new RouteSchema(),
                name -> bean(spring, name),
                new SpringPlaceholders(spring.getEnvironment()));
    }

    /** As Camel looks them up, with Spring's environment behind it. */
    record SpringPlaceholders(Environment environment) implements Placeholders {
        @Override
        public Optional<String> setting(String key) {
            return Optional.ofNullable(environment.getProperty(key));
        }

        @Override
        public Optional<String> variable(String name) {
            return Optional.ofNullable(System.getenv(name))
                    .or(() -> Optional.ofNullable(System.getenv(PlaceholderRules.upperCase(name))));
        }
    }

    private static Optional<Class<?>> bean(ApplicationContext spring, String name) {
        return spring.containsBean(name)
                ? Optional.ofNullable(spring.getType(name)).map(ClassUtils::getUserClass)
                : Optional.empty();
    }
}
