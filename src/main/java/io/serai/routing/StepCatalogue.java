package io.serai.routing;

import io.serai.common.Step;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Knows the beans whose steps a route may call. */
@FunctionalInterface
interface StepCatalogue {
    /** The class of a bean. */
    Optional<Class<?>> bean(String name);

    /**
     * The names of a class's steps, in alphabetical order; an overloaded one stands there twice.
     */
    static List<String> steps(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(Step.class) && !method.isBridge())
                .map(Method::getName)
                .sorted()
                .toList();
    }
}
