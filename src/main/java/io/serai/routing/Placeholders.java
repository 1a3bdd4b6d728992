package io.serai.routing;

import java.util.Optional;

/** Knows what {@code {{...}}} in route files stands for. */
interface Placeholders {
    /** The value of a setting. */
    Optional<String> setting(String key);

    /** The value of an environment variable of the process. */
    Optional<String> variable(String name);
}
