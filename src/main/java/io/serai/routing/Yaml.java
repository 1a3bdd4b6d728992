package io.serai.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.routing.Problems.Place;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a route file that knows where it stands. */
sealed interface Yaml {
    Place place();

    /** The same value for the schema. */
    JsonNode json();

    /** The values right below this one. */
    Collection<Yaml> children();

    /** A text, a number, a truth value or nothing. */
    record Scalar(Place place, String text, JsonNode json) implements Yaml {
        @Override
        public Collection<Yaml> children() {
            return List.of();
        }
    }

    record Sequence(Place place, List<Yaml> items) implements Yaml {
        @Override
        public JsonNode json() {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> array.add(item.json()));
            return array;
        }

        @Override
        public Collection<Yaml> children() {
            return items;
        }
    }

    /**
     * @param keys where each key stands
     */
    record Fields(Place place, Map<String, Yaml> values, Map<String, Place> keys) implements Yaml {
        @Override
        public JsonNode json() {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            values.forEach((key, value) -> object.set(key, value.json()));
            return object;
        }

        @Override
        public Collection<Yaml> children() {
            return values.values();
        }

        boolean has(String key) {
            return values.containsKey(key);
        }

        Optional<Yaml> get(String key) {
            return Optional.ofNullable(values.get(key));
        }

        /** A text that is present and not empty. */
        Optional<String> text(String key) {
            return get(key).filter(Scalar.class::isInstance)
                    .map(value -> ((Scalar) value).text())
                    .filter(text -> !text.isEmpty());
        }

        Optional<Fields> fields(String key) {
            return get(key).filter(Fields.class::isInstance).map(Fields.class::cast);
        }

        /** The items of a list; empty if there is no list by this name. */
        List<Yaml> items(String key) {
            return get(key).filter(Sequence.class::isInstance)
                    .map(value -> ((Sequence) value).items())
                    .orElse(List.of());
        }

        /** Where the key stands, or this value if it has no such key. */
        Place at(String key) {
            return keys.getOrDefault(key, place);
        }
    }
}
