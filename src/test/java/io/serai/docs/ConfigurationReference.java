package io.serai.docs;

import io.serai.docs.SettingsFile.Setting;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/**
 * Makes docs/reference/configuration.md of the settings file and of what the code says of types.
 */
final class ConfigurationReference {
    private static final String HEAD =
            """
            # Configuration

            Every setting, made from [config/application.yaml](../../config/application.yaml) by a test; do
            not edit this file, edit that one, and run
            `bin/test unit -Dtest=ConfigurationReferenceTest -Dserai.docs=write`.

            A setting is given by its environment variable, by a line in the file `.env` in the working
            directory (the real environment wins), or in a `config/application.yaml` beside the jar. One
            without a variable of its own can be set by the environment too: `serai.database.start-wait` is
            `SERAI_DATABASE_STARTWAIT`. Durations are written as `500ms`, `20s`, `15m`, `24h`, `30d`. A value
            that can't be right stops the start with a sentence. [.env.example](../../.env.example) has the
            variables alone, as a file to copy.
            """;

    private static final String END =
            """

            ## The frameworks

            Spring Boot and Camel have settings of their own; these are the ones that Serai sets. Change
            them only if you know why.
            """;

    private final Map<String, String> kinds = kinds();

    /** The document for this text of the settings file. */
    String of(String settingsFile) {
        List<Setting> settings = SettingsFile.read(settingsFile);
        Map<String, List<Setting>> features =
                settings.stream()
                        .filter(setting -> setting.key().startsWith("serai."))
                        .collect(
                                Collectors.groupingBy(
                                        ConfigurationReference::feature,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        StringBuilder text = new StringBuilder(HEAD);
        features.forEach(
                (feature, own) -> {
                    text.append("\n## ").append(feature).append('\n');
                    own.forEach(setting -> text.append(entry(setting)));
                });
        text.append(END).append("\n| setting | value | effect |\n|---|---|---|\n");
        settings.stream()
                .filter(setting -> !setting.key().startsWith("serai."))
                .forEach(setting -> text.append(row(setting)));
        return text.toString();
    }

    private String entry(Setting setting) {
        StringBuilder entry = new StringBuilder("\n### `" + setting.key() + "`\n\n");
        if (!setting.comment().isEmpty()) {
            entry.append(setting.comment().replace("<", "&lt;")).append("\n\n");
        }
        String variables =
                setting.variables().stream()
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(" or "));
        entry.append(variables.isEmpty() ? "" : "- Variable: " + variables + "\n");
        entry.append("- Default: ").append(value(setting)).append('\n');
        String kind = kinds.getOrDefault(setting.key(), "");
        entry.append(kind.isEmpty() ? "" : "- Kind: " + kind + "\n");
        return entry.toString();
    }

    private static String row(Setting setting) {
        return "| `%s` | %s | %s |\n"
                .formatted(
                        setting.key(),
                        value(setting).replace("|", "\\|"),
                        setting.comment().replace('\n', ' '));
    }

    private static String value(Setting setting) {
        String text = setting.byDefault();
        if (text.isEmpty()) {
            return "empty";
        }
        return text.contains("`") ? "`` " + text + " ``" : "`" + text + "`";
    }

    /** {@code serai.<feature>}; the few that belong to no feature stand together. */
    private static String feature(Setting setting) {
        String[] parts = setting.key().split("\\.");
        return parts.length > 2 ? parts[0] + "." + parts[1] : parts[0];
    }

    /** Of every settings record, also of records within records. */
    private static Map<String, String> kinds() {
        ClassPathScanningCandidateComponentProvider scanner =
                new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        Map<String, String> kinds = new LinkedHashMap<>();
        for (BeanDefinition found : scanner.findCandidateComponents("io.serai")) {
            try {
                Class<?> settings = Class.forName(found.getBeanClassName());
                String prefix = settings.getAnnotation(ConfigurationProperties.class).value();
                note(prefix, settings, kinds);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        return kinds;
    }

    private static void note(String prefix, Class<?> settings, Map<String, String> kinds) {
        for (RecordComponent component : settings.getRecordComponents()) {
            String key = prefix + "." + kebab(component.getName());
            if (component.getType().isRecord()) {
                note(key, component.getType(), kinds);
            } else {
                kinds.put(key, kind(component.getType()));
            }
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String kind(Class<?> type) {
        if (type == Duration.class) {
            return "duration";
        }
        if (type == int.class || type == long.class) {
            return "whole number";
        }
        return type == boolean.class ? "true or false" : "";
    }
}
