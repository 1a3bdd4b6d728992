package io.serai;

import io.serai.common.StartRefused;
import java.net.BindException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Says in one sentence on the standard error output why Serai did not start, where the operator can
 * do something about it. No value of a setting is repeated: it may be a secret. What this does not
 * know is left to Spring, which prints a stack trace.
 */
final class StartFailureReporter implements SpringBootExceptionReporter {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
    private static final Map<Class<?>, String> KINDS =
            Map.of(
                    int.class, "a whole number",
                    Integer.class, "a whole number",
                    long.class, "a whole number",
                    Long.class, "a whole number",
                    boolean.class, "true or false",
                    Boolean.class, "true or false",
                    Duration.class, "a duration such as 500ms, 20s, 15m or 24h");

    private final ConfigurableEnvironment environment;

    StartFailureReporter(@Nullable ConfigurableApplicationContext context) {
        this.environment = context == null ? new StandardEnvironment() : context.getEnvironment();
    }

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> sentence = sentence(cause);
            if (sentence.isPresent()) {
                System.err.println(sentence.get());
                return true;
            }
        }
        return false;
    }

    private Optional<String> sentence(Throwable cause) {
        return switch (cause) {
            case StartRefused refused -> Optional.of(String.valueOf(refused.getMessage()));
            case WebServerException web -> addressTaken(web);
            case BindValidationException invalid -> Optional.of(outOfRange(invalid));
            case org.springframework.boot.context.properties.bind.BindException bind
                    when !(bind.getCause() instanceof BindValidationException)
                            && !(bind.getCause() instanceof StartRefused) ->
                    Optional.of(unreadable(bind));
            case MarkedYAMLException yaml -> Optional.of(notYaml(yaml));
            default -> Optional.empty();
        };
    }

    /** Spring's own exceptions for a taken port hold no address. */
    private Optional<String> addressTaken(WebServerException failure) {
        String address =
                environment.getProperty("server.address", "127.0.0.1")
                        + ":"
                        + environment.getProperty("server.port", "3001");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException refusal) {
                boolean inUse = String.valueOf(refusal.getMessage()).contains("in use");
                return Optional.of(
                        inUse
                                ? "Another program listens on "
                                        + address
                                        + "; stop it, or set PORT to a free port."
                                : "This machine can't listen on "
                                        + address
                                        + "; set HOST to one of its addresses and PORT to a port"
                                        + " that is allowed.");
            }
        }
        return Optional.empty();
    }

    private String unreadable(org.springframework.boot.context.properties.bind.BindException bind) {
        String name =
                bind.getProperty() == null
                        ? bind.getName().toString()
                        : bind.getProperty().getName().toString();
        Class<?> type = bind.getTarget().getType().resolve(Object.class);
        String kind = KINDS.get(type);
        if (kind == null && type.isEnum()) {
            kind =
                    "one of "
                            + java.util.Arrays.stream(type.getEnumConstants())
                                    .map(value -> value.toString().toLowerCase().replace('_', '-'))
                                    .collect(Collectors.joining(", "));
        }
        return "The setting "
                + named(name)
                + (kind == null ? " can't be understood." : " has to be " + kind + ".");
    }

    private String outOfRange(BindValidationException invalid) {
        return invalid.getValidationErrors().getAllErrors().stream()
                .map(error -> described(invalid, error))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private String described(BindValidationException invalid, ObjectError error) {
        String prefix = invalid.getValidationErrors().getName().toString();
        String name =
                error instanceof FieldError field ? prefix + "." + kebab(field.getField()) : prefix;
        return "The setting " + named(name) + " " + error.getDefaultMessage() + ".";
    }

    private static String notYaml(MarkedYAMLException yaml) {
        String place =
                yaml.getProblemMark() == null
                        ? ""
                        : " (line "
                                + (yaml.getProblemMark().getLine() + 1)
                                + ", column "
                                + (yaml.getProblemMark().getColumn() + 1)
                                + ")";
        return "A file of settings, such as config/application.yaml, is no valid YAML"
                + place
                + ".";
    }

    /** The key, and the environment variables that stand behind it in the file of defaults. */
    private String named(String key) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> known
                    && known.getProperty(key) instanceof Object raw) {
                Matcher variable = VARIABLE.matcher(raw.toString());
                String variables =
                        variable.results()
                                .map(found -> found.group(1))
                                .collect(Collectors.joining(", "));
                return variables.isEmpty() ? key : key + " (" + variables + ")";
            }
        }
        return key;
    }

    private static String kebab(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }
}
