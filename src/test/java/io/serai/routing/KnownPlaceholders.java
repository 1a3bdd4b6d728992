package io.serai.routing;

import java.util.Map;
import java.util.Optional;

/** Placeholders with the values that a test gives. */
record KnownPlaceholders(Map<String, String> settings, Map<String, String> variables)
        implements Placeholders {
    @Override
    public Optional<String> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    @Override
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }
}
