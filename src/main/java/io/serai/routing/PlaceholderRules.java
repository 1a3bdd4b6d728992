package io.serai.routing;

import io.serai.routing.Problems.Place;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every placeholder has a value; Camel would stop at the first that has none, without a place. */
final class PlaceholderRules {
    private static final String RULE = "placeholder";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");
    private static final String VARIABLE = "env:";

    /** Functions of Camel whose values are not known before the routes run. */
    private static final Set<String> FUNCTIONS =
            Set.of(
                    "sys",
                    "bean",
                    "boolean",
                    "hostname",
                    "service",
                    "service.name",
                    "service.host",
                    "service.port");

    private final Placeholders values;
    private final Problems problems;

    PlaceholderRules(Placeholders values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    void check(Yaml value) {
        if (value instanceof Yaml.Scalar scalar) {
            Matcher matcher = PLACEHOLDER.matcher(scalar.text());
            while (matcher.find()) {
                check(matcher.group(1).strip(), scalar.place());
            }
        }
        value.children().forEach(this::check);
    }

    /** The text with every placeholder that has a value replaced by it. */
    String resolve(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        value(found.group(1).strip()).orElse(found.group())));
    }

    private void check(String name, Place place) {
        if (name.startsWith("?") || FUNCTIONS.contains(name.split(":", 2)[0])) {
            return;
        }
        if (value(name).isEmpty()) {
            problems.add(place, RULE, "{{" + name + "}} has no value. " + remedy(name));
        }
    }

    private Optional<String> value(String name) {
        boolean variable = name.startsWith(VARIABLE);
        String rest = variable ? name.substring(VARIABLE.length()) : plain(name);
        String[] parts = rest.split(":", 2);
        Optional<String> set = variable ? values.variable(parts[0]) : values.setting(parts[0]);
        return set.or(() -> parts.length > 1 ? Optional.of(parts[1]) : Optional.empty());
    }

    private String remedy(String name) {
        if (!name.startsWith(VARIABLE)) {
            return "Correct the name, set it in config/application.yaml, or write a default: {{"
                    + name
                    + ":...}}.";
        }
        String variable = name.substring(VARIABLE.length());
        return values.setting(variable).isPresent()
                ? "The file .env holds it, which only {{" + variable + "}} reads: write that."
                : "Set the environment variable "
                        + variable
                        + ", or write a default: {{"
                        + name
                        + ":...}}.";
    }

    /** An exclamation mark negates a truth value. */
    private static String plain(String name) {
        return name.startsWith("!") ? name.substring(1) : name;
    }

    /** How Camel looks for a variable besides its exact name. */
    static String upperCase(String variable) {
        return variable.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
