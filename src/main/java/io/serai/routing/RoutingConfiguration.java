package io.serai.routing;

import java.util.Optional;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

@Configuration(proxyBeanMethods = false)
class RoutingConfiguration {

    @Bean
    RouteFileCheck routeFileCheck(ApplicationContext spring) {
        return new RouteFileCheck(new RouteSchema(), name -> bean(spring, name));
    }

    private static Optional<Class<?>> bean(ApplicationContext spring, String name) {
        return spring.containsBean(name)
                ? Optional.ofNullable(spring.getType(name)).map(ClassUtils::getUserClass)
                : Optional.empty();
    }
}
