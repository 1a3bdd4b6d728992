package io.serai.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Camel's own schema of the YAML DSL. It is large and read in the background from the moment of
 * creation. Thread-safe.
 */
final class RouteSchema {
    private static final String RESOURCE = "/schema/camelYamlDsl.json";

    private final CompletableFuture<JsonSchema> schema;

    RouteSchema() {
        this.schema = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("route-schema")
                .start(() -> schema.completeAsync(RouteSchema::load, Runnable::run));
    }

    /** Adds what the schema says against the entries of one file. */
    void check(List<Yaml> entries, Problems problems) {
        for (Yaml entry : entries) {
            Yaml.Sequence file = new Yaml.Sequence(entry.place(), List.of(entry));
            List<ValidationMessage> messages =
                    schema().validate(file.json()).stream()
                            .filter(message -> !placeholder(message))
                            .toList();
            worst(messages)
                    .values()
                    .forEach(message -> problems.add(at(file, message), "schema", text(message)));
        }
    }

    private JsonSchema schema() {
        try {
            return schema.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the schema of routes is read", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The schema of routes can't be read", e);
        }
    }

    private static JsonSchema load() {
        JsonMetaSchema draft =
                JsonMetaSchema.builder(JsonMetaSchema.getV4())
                        .keyword(new NonValidationKeyword("deprecated"))
                        .build();
        JsonSchemaFactory factory =
                JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4))
                        .metaSchema(draft)
                        .build();
        try (InputStream resource = RouteSchema.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("No " + RESOURCE + " on the class path");
            }
            JsonNode json = new JsonMapper().readTree(resource);
            return factory.getSchema(
                    json, SchemaValidatorsConfig.builder().preloadJsonSchema(false).build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code {{name}}} may stand for a number or a truth value, which the schema does not know. */
    private static boolean placeholder(ValidationMessage message) {
        JsonNode value = message.getInstanceNode();
        return message.getType().equals("type")
                && value != null
                && value.isTextual()
                && value.textValue().startsWith("{{")
                && value.textValue().endsWith("}}");
    }

    /**
     * One message for each place. Where a value may have one of several forms and has none, the
     * validator tells what each form misses; only what lies deepest helps, and of that rather an
     * unknown key than a wrong type.
     */
    private static Map<String, ValidationMessage> worst(List<ValidationMessage> messages) {
        Map<String, ValidationMessage> byPlace = new TreeMap<>();
        messages.stream()
                .filter(message -> messages.stream().noneMatch(other -> explains(other, message)))
                .sorted(Comparator.comparingInt(RouteSchema::weight))
                .forEach(message -> byPlace.putIfAbsent(key(message), message));
        return byPlace;
    }

    private static boolean explains(ValidationMessage other, ValidationMessage message) {
        boolean vague = weight(message) > 0;
        String deeper = other.getInstanceLocation().toString();
        String place = message.getInstanceLocation().toString();
        return vague
                && (deeper.startsWith(place + "/")
                        || deeper.equals(place) && weight(other) < weight(message));
    }

    private static int weight(ValidationMessage message) {
        return switch (message.getType()) {
            case "oneOf", "anyOf", "not" -> 2;
            case "type" -> 1;
            default -> 0;
        };
    }

    private static String key(ValidationMessage message) {
        return message.getInstanceLocation() + (weight(message) == 0 ? message.getMessage() : "");
    }

    private static String text(ValidationMessage message) {
        String path = message.getInstanceLocation().toString();
        String what = message.getMessage();
        String prefix = path + ": ";
        return "Camel does not read this: "
                + (what.startsWith(prefix) ? what.substring(prefix.length()) : what)
                + ". Look at the spelling and the indentation.";
    }

    private static Problems.Place at(Yaml root, ValidationMessage message) {
        Yaml current = root;
        Problems.Place place = root.place();
        JsonNodePath path = message.getInstanceLocation();
        for (int i = 0; i < path.getNameCount(); i++) {
            Object element = path.getElement(i);
            if (current instanceof Yaml.Sequence list && element instanceof Integer index) {
                current = list.items().get(index);
                place = current.place();
            } else if (current instanceof Yaml.Fields fields && fields.has(element.toString())) {
                place = fields.at(element.toString());
                current = fields.values().get(element.toString());
            }
        }
        String unknown = message.getProperty();
        if (unknown != null && current instanceof Yaml.Fields fields && fields.has(unknown)) {
            return fields.at(unknown);
        }
        return place;
    }
}
