package io.serai.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.openapi.RestModelConverters;
import org.apache.camel.spi.ClassResolver;
import org.jspecify.annotations.Nullable;

/**
 * Says in the schemas of records what the records say: which keys are always there, and which may
 * be null. Also mends what Camel's reader leaves undone for OpenAPI 3.1.
 */
final class ApiSchemas {
    private static final String PREFIX = "#/components/schemas/";
    private static final String OR_NULL = "; or null";
    private static final String CLASS_NAME = "x-className";

    private final Map<String, Schema<?>> named;
    private final ClassResolver classes;
    private final Set<String> sent;

    private ApiSchemas(Map<String, Schema<?>> named, ClassResolver classes, Set<String> sent) {
        this.named = named;
        this.classes = classes;
        this.sent = sent;
    }

    /** The schema of a record of plain values, as Camel's reader would make it. */
    static Schema<?> of(Class<? extends Record> type) {
        return new RestModelConverters(true).readClass(new OpenAPI(), type).getFirst();
    }

    /** What the schema of a class is called, as long as the schemas are not {@link #complete}. */
    static Optional<String> nameOf(OpenAPI api, String type) {
        return ApiWalk.named(api).entrySet().stream()
                .filter(entry -> className(entry.getValue()).filter(type::equals).isPresent())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    static void complete(OpenAPI api, ClassResolver classes) throws ClassNotFoundException {
        Map<String, Schema<?>> named = ApiWalk.named(api);
        Set<String> sent = new LinkedHashSet<>();
        ApiWalk.bodies(api).forEach(schema -> collect(schema, named, sent));
        ApiSchemas schemas = new ApiSchemas(named, classes, sent);
        for (Map.Entry<String, Schema<?>> entry : named.entrySet()) {
            schemas.complete(entry.getKey(), entry.getValue());
        }
        ApiWalk.all(api).forEach(ApiSchemas::finish);
        ApiWalk.operations(api)
                .flatMap(operation -> operation.getResponses().values().stream())
                .filter(ApiSchemas::mayBeNull)
                .flatMap(response -> response.getContent().values().stream())
                .forEach(media -> media.setSchema(orNull(media.getSchema())));
        ApiWalk.operations(api).forEach(operation -> operation.setExtensions(null));
    }

    /** An answer whose whole body may be null says so at the end of its text. */
    private static boolean mayBeNull(ApiResponse response) {
        return response.getContent() != null
                && String.valueOf(response.getDescription()).endsWith(OR_NULL);
    }

    /** The named schemas that a body refers to, directly or through others. */
    private static void collect(Schema<?> body, Map<String, Schema<?>> named, Set<String> found) {
        ApiWalk.within(body)
                .map(Schema::get$ref)
                .filter(ref -> ref != null && ref.startsWith(PREFIX))
                .map(ref -> ref.substring(PREFIX.length()))
                .filter(name -> named.containsKey(name) && found.add(name))
                .toList()
                .forEach(name -> collect(named.get(name), named, found));
    }

    private void complete(String name, Schema<?> schema) throws ClassNotFoundException {
        Optional<String> className = className(schema);
        if (className.isEmpty() || schema.getProperties() == null) {
            return;
        }
        Class<?> type = classes.resolveMandatoryClass(className.get());
        if (!type.isRecord()) {
            return;
        }
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = key(component);
            Schema<?> property = schema.getProperties().get(key);
            if (property != null) {
                openUp(property, component.getGenericType());
                boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                boolean omitted = omitted(component);
                if (nullable && !omitted) {
                    schema.getProperties().put(key, orNull(property));
                }
                if (!omitted && !(nullable && sent.contains(name))) {
                    required.add(key);
                }
            }
        }
        schema.setRequired(required.isEmpty() ? null : required);
    }

    private static Optional<String> className(Schema<?> schema) {
        return Optional.ofNullable(schema.getExtensions())
                .map(extensions -> extensions.get(CLASS_NAME))
                .filter(Map.class::isInstance)
                .map(value -> String.valueOf(((Map<?, ?>) value).get("format")));
    }

    private static String key(RecordComponent component) {
        return Optional.ofNullable(component.getAccessor().getAnnotation(JsonProperty.class))
                .map(JsonProperty::value)
                .filter(name -> !name.isEmpty())
                .orElse(component.getName());
    }

    private static boolean omitted(RecordComponent component) {
        Method accessor = component.getAccessor();
        return Optional.ofNullable(accessor.getAnnotation(JsonInclude.class))
                .or(
                        () ->
                                Optional.ofNullable(
                                        component
                                                .getDeclaringRecord()
                                                .getAnnotation(JsonInclude.class)))
                .map(JsonInclude::value)
                .filter(when -> when != JsonInclude.Include.ALWAYS)
                .isPresent();
    }

    /**
     * What is an Object in Java is any value in JSON; Swagger's reader would make an object of it.
     */
    private static void openUp(Schema<?> schema, Type type) {
        if (type == Object.class
                || type instanceof Class<?> c && JsonNode.class.isAssignableFrom(c)) {
            schema.setType(null);
            schema.setTypes(null);
            schema.setAdditionalProperties(null);
            schema.set$ref(null);
        } else if (type instanceof ParameterizedType generic
                && generic.getRawType() instanceof Class<?> raw) {
            Type last = Arrays.asList(generic.getActualTypeArguments()).getLast();
            if (Map.class.isAssignableFrom(raw)
                    && schema.getAdditionalProperties() instanceof Schema<?> values) {
                openUp(values, last);
            } else if (Collection.class.isAssignableFrom(raw) && schema.getItems() != null) {
                openUp(schema.getItems(), last);
            }
        }
    }

    private static Schema<?> orNull(Schema<?> schema) {
        if (schema.get$ref() != null) {
            Schema<?> reference = new Schema<>().$ref(schema.get$ref());
            return new Schema<>().anyOf(List.of(reference, new Schema<>().types(Set.of("null"))));
        }
        finish(schema);
        if (schema.getTypes() == null) {
            return schema;
        }
        schema.addType("null");
        if (schema.getEnum() != null) {
            addNull(schema);
        }
        return schema;
    }

    private static <T> void addNull(Schema<T> schema) {
        List<T> values = new ArrayList<>(schema.getEnum());
        values.add(null);
        schema.setEnum(values);
    }

    /** OpenAPI 3.1 is written from {@code types}, which not every part of Camel's reader sets. */
    private static void finish(Schema<?> schema) {
        schema.setExtensions(null);
        if (schema.getTypes() == null && schema.getType() != null) {
            schema.addType(schema.getType());
        }
    }
}
