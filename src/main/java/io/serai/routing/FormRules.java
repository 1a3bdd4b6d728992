package io.serai.routing;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a route file is written: one form for everything, and nothing in it that decides at run time
 * where a message goes or what code runs.
 */
final class FormRules {
    private static final Set<String> ENTRIES =
            Set.of("route", "rest", "restConfiguration", "routeConfiguration");

    private static final Set<String> LANGUAGES =
            Set.of(
                    "constant",
                    "simple",
                    "variable",
                    "exchangeProperty",
                    "header",
                    "jq",
                    "jsonpath");

    private static final Set<String> SCRIPTS =
            Set.of(
                    "script",
                    "groovy",
                    "java",
                    "joor",
                    "js",
                    "mvel",
                    "ognl",
                    "python",
                    "spel",
                    "csimple",
                    "datasonnet",
                    "wasm",
                    "language",
                    "ref");

    private static final Map<String, String> DYNAMIC =
            Map.of(
                    "toD", "Use to with a fixed uri, or a choice between several.",
                    "recipientList", "Use multicast with fixed endpoints.",
                    "routingSlip", "Name the steps in the route.",
                    "dynamicRouter", "Use a choice between fixed endpoints.",
                    "kamelet", "Write the steps in the route.",
                    "process", "Use a bean step.",
                    "serviceCall", "Use to with a fixed uri.");

    private static final Set<String> CODE_COMPONENTS =
            Set.of("bean", "class", "language", "script");

    private final Problems problems;

    FormRules(Problems problems) {
        this.problems = problems;
    }

    void check(Yaml entry) {
        if (!(entry instanceof Yaml.Fields fields)) {
            problems.add(entry.place(), "form", "An entry is a map such as route: or rest:.");
            return;
        }
        for (String key : fields.values().keySet()) {
            if (!ENTRIES.contains(key)) {
                problems.add(
                        fields.at(key),
                        "entries",
                        "\""
                                + key
                                + "\" can't stand here. A file holds route, rest,"
                                + " restConfiguration and routeConfiguration; what concerns errors"
                                + " belongs in a routeConfiguration that routes name.");
            }
        }
        if (!fields.has("restConfiguration")) {
            walk(fields);
        }
    }

    private void walk(Yaml value) {
        if (value instanceof Yaml.Fields fields) {
            fields.values()
                    .forEach(
                            (key, child) -> {
                                key(fields, key, child);
                                // Keys of parameters are words of the component, not of Camel.
                                if (!key.equals("parameters")) {
                                    walk(child);
                                }
                            });
        } else {
            value.children().forEach(this::walk);
        }
    }

    private void key(Yaml.Fields fields, String key, Yaml child) {
        // "ref" and "language" are also plain words: the bean that a step names.
        boolean word =
                child instanceof Yaml.Scalar && (key.equals("ref") || key.equals("language"));
        if (SCRIPTS.contains(key) && !word) {
            problems.add(
                    fields.at(key),
                    "script",
                    "Routes hold no code, so \""
                            + key
                            + "\" is not allowed. Use simple, or a step of a bean.");
        }
        Optional.ofNullable(DYNAMIC.get(key))
                .ifPresent(
                        remedy ->
                                problems.add(
                                        fields.at(key),
                                        "dynamic",
                                        "\"" + key + "\" is not allowed. " + remedy));
        switch (key) {
            case "steps" -> steps(child);
            case "uri" -> uri(fields);
            case "enrich", "pollEnrich" -> enrich(fields, key, child);
            case "simple" -> simple(fields, child);
            default -> {}
        }
        if (LANGUAGES.contains(key) && child instanceof Yaml.Scalar) {
            problems.add(
                    fields.at(key),
                    "form",
                    "Write the expression out: \""
                            + key
                            + ": {expression: ...}\" with expression on a line of its own.");
        }
    }

    private void steps(Yaml steps) {
        for (Yaml step : steps.children()) {
            boolean written =
                    step instanceof Yaml.Fields map
                            && map.values().values().stream()
                                    .allMatch(Yaml.Fields.class::isInstance);
            if (!written) {
                problems.add(
                        step.place(),
                        "form",
                        "Write the step out: its name, and its settings on lines below, such as"
                                + " \"- to:\" with \"uri:\" and \"parameters:\".");
            }
        }
    }

    private void uri(Yaml.Fields fields) {
        fields.text("uri")
                .ifPresent(
                        uri -> {
                            if (uri.contains("${")) {
                                problems.add(
                                        fields.at("uri"),
                                        "dynamic",
                                        "A uri is fixed; ${...} is not allowed in it.");
                            } else if (uri.indexOf('?') >= 0 || uri.indexOf(':') >= 0) {
                                problems.add(
                                        fields.at("uri"),
                                        "form",
                                        "uri holds the name of the component only. Write what"
                                                + " follows it under parameters, such as \"uri:"
                                                + " direct\" with \"parameters: {name: ...}\".");
                            } else if (CODE_COMPONENTS.contains(uri)) {
                                problems.add(
                                        fields.at("uri"),
                                        "script",
                                        "The component \""
                                                + uri
                                                + "\" is not allowed. Use a bean"
                                                + " step.");
                            }
                        });
    }

    private void enrich(Yaml.Fields fields, String key, Yaml child) {
        boolean fixed =
                child instanceof Yaml.Fields enrich
                        && enrich.fields("expression")
                                .map(e -> e.has("constant"))
                                .orElse(enrich.has("constant"));
        if (!fixed) {
            problems.add(
                    fields.at(key),
                    "dynamic",
                    "The target of " + key + " is fixed: give it as a constant expression.");
        }
    }

    private void simple(Yaml.Fields fields, Yaml child) {
        String text =
                switch (child) {
                    case Yaml.Scalar scalar -> scalar.text();
                    case Yaml.Fields map -> map.text("expression").orElse("");
                    case Yaml.Sequence list -> "";
                };
        for (String function : Set.of("bean:", "type:", "camelContext", "jq(", "ref:")) {
            if (text.contains("${" + function) || text.contains("$simple{" + function)) {
                problems.add(
                        fields.at("simple"),
                        "script",
                        "${"
                                + function
                                + "...} reaches into the program. Let a step of a bean set a"
                                + " variable, and use ${variable.name}.");
            }
        }
    }
}
