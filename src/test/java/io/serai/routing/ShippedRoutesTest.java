package io.serai.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.stereotype.Component;

/** The rules of the operator's guide, held against the routes that are shipped. */
class ShippedRoutesTest {

    @Test
    void everyShippedRouteFileIsInOrder() throws ClassNotFoundException, IOException {
        Map<String, Class<?>> beans = beans();
        StandardEnvironment settings = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("settings", new FileSystemResource("config/application.yaml"))
                .forEach(settings.getPropertySources()::addLast);
        RouteFileCheck check =
                new RouteFileCheck(
                        new RouteSchema(),
                        name -> Optional.ofNullable(beans.get(name)),
                        new RoutingConfiguration.SpringPlaceholders(settings));

        assertThat(check.problems(RouteFiles.in(Path.of("routes")))).isEmpty();
    }

    /** The components that have a name of their own, as beans with steps have. */
    private static Map<String, Class<?>> beans() throws ClassNotFoundException {
        ClassPathScanningCandidateComponentProvider scanner =
                new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(Component.class));
        Map<String, Class<?>> beans = new HashMap<>();
        for (BeanDefinition found : scanner.findCandidateComponents("io.serai")) {
            Class<?> type = Class.forName(found.getBeanClassName());
            Component component = type.getAnnotation(Component.class);
            if (component != null && !component.value().isEmpty()) {
                beans.put(component.value(), type);
            }
        }
        return beans;
    }
}
