package io.serai.routing;

import java.util.List;
import java.util.Optional;

/** Every step that a route names exists, and is meant to be called by routes. */
final class StepRules {
    private static final String RULE = "step";

    private final StepCatalogue catalogue;
    private final Problems problems;

    StepRules(StepCatalogue catalogue, Problems problems) {
        this.catalogue = catalogue;
        this.problems = problems;
    }

    void check(Yaml value) {
        if (value instanceof Yaml.Fields fields) {
            fields.values()
                    .forEach(
                            (key, child) -> {
                                boolean call = key.equals("bean") || key.equals("method");
                                if (call && child instanceof Yaml.Fields bean) {
                                    bean(bean);
                                }
                                if (!key.equals("parameters")) {
                                    check(child);
                                }
                            });
        } else {
            value.children().forEach(this::check);
        }
    }

    private void bean(Yaml.Fields bean) {
        if (bean.has("beanType")) {
            problems.add(bean.at("beanType"), RULE, "Name the bean with ref, not by its class.");
            return;
        }
        Optional<String> name = bean.text("ref");
        Optional<String> method = bean.text("method");
        if (name.isEmpty() || method.isEmpty()) {
            problems.add(
                    bean.place(),
                    RULE,
                    "A bean step has a ref (the bean) and a method (the step).");
            return;
        }
        if (!method.get().chars().allMatch(Character::isJavaIdentifierPart)) {
            problems.add(
                    bean.at("method"),
                    RULE,
                    "method is the bare name of a step: Camel would drop quotes from arguments."
                            + " Put values that the step needs into variables.");
            return;
        }
        Optional<Class<?>> type = catalogue.bean(name.get());
        if (type.isEmpty()) {
            problems.add(
                    bean.at("ref"),
                    RULE,
                    "There is no bean \""
                            + name.get()
                            + "\". A feature's steps are on the bean of"
                            + " its name, such as rooms or live.");
            return;
        }
        method(bean, name.get(), method.get(), StepCatalogue.steps(type.get()));
    }

    private void method(Yaml.Fields bean, String name, String method, List<String> steps) {
        long found = steps.stream().filter(method::equals).count();
        if (found == 0) {
            problems.add(
                    bean.at("method"),
                    RULE,
                    "The bean \""
                            + name
                            + "\" has no step \""
                            + method
                            + "\". It has: "
                            + (steps.isEmpty() ? "none" : String.join(", ", steps))
                            + ".");
        } else if (found > 1) {
            problems.add(
                    bean.at("method"),
                    RULE,
                    "The bean \""
                            + name
                            + "\" has several steps \""
                            + method
                            + "\". Steps need different names.");
        }
    }
}
