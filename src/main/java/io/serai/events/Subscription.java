package io.serai.events;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * A durable reader of some event types.
 *
 * @param name kebab case; the deliveries belong to it, so it outlives files and nodes
 */
record Subscription(String name, Set<String> types) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int LONGEST_NAME = 60;

    Subscription {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "The name of a reaction is in kebab case, up to "
                            + LONGEST_NAME
                            + " characters, like \"discord-room\"; not \""
                            + name
                            + "\"");
        }
        if (types.isEmpty()) {
            throw new IllegalArgumentException(
                    "The reaction \"" + name + "\" names no types, like \"stream.live\"");
        }
        for (String type : types) {
            if (!NewEvent.isType(type)) {
                throw new IllegalArgumentException(
                        "The reaction \""
                                + name
                                + "\" names the type \""
                                + type
                                + "\"; a type looks like \"stream.live\", several are separated"
                                + " by commas");
            }
        }
        types = Set.copyOf(types);
    }
}
