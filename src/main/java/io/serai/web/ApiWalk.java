package io.serai.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the parts of an API's description wherever they stand. */
final class ApiWalk {
    private ApiWalk() {}

    static Stream<Operation> operations(OpenAPI api) {
        return api.getPaths().values().stream().flatMap(item -> item.readOperations().stream());
    }

    /** The schemas that have a name, by it. */
    static Map<String, Schema<?>> named(OpenAPI api) {
        Map<String, Schema<?>> named = new LinkedHashMap<>();
        if (api.getComponents().getSchemas() != null) {
            api.getComponents().getSchemas().forEach(named::put);
        }
        return named;
    }

    /** The schemas of what clients send. */
    static Stream<Schema<?>> bodies(OpenAPI api) {
        return operations(api)
                .map(Operation::getRequestBody)
                .filter(body -> body != null)
                .flatMap(body -> content(body.getContent()));
    }

    /** Every schema, at any depth. */
    static Stream<Schema<?>> all(OpenAPI api) {
        Stream<ApiResponse> responses =
                Stream.concat(
                        values(api.getComponents().getResponses()),
                        operations(api).flatMap(operation -> values(operation.getResponses())));
        Stream<Schema<?>> parameters =
                operations(api)
                        .flatMap(operation -> list(operation.getParameters()))
                        .<Schema<?>>map(Parameter::getSchema)
                        .filter(schema -> schema != null);
        return Stream.of(
                        named(api).values().stream(),
                        parameters,
                        bodies(api),
                        responses.flatMap(ApiWalk::of))
                .flatMap(schemas -> schemas)
                .flatMap(ApiWalk::within);
    }

    /** A schema and those inside of it. */
    static Stream<Schema<?>> within(Schema<?> schema) {
        List<Schema<?>> inner = new ArrayList<>();
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(inner::add);
        }
        Stream.<@Nullable List<?>>of(schema.getAnyOf(), schema.getOneOf(), schema.getAllOf())
                .flatMap(ApiWalk::list)
                .forEach(each -> inner.add((Schema<?>) each));
        if (schema.getItems() != null) {
            inner.add(schema.getItems());
        }
        if (schema.getAdditionalProperties() instanceof Schema<?> values) {
            inner.add(values);
        }
        return Stream.concat(Stream.of(schema), inner.stream().flatMap(ApiWalk::within));
    }

    private static Stream<Schema<?>> of(ApiResponse response) {
        Stream<Schema<?>> headers =
                ApiWalk.<Header>values(response.getHeaders()).map(Header::getSchema);
        return Stream.concat(content(response.getContent()), headers.filter(s -> s != null));
    }

    private static Stream<Schema<?>> content(@Nullable Content content) {
        return ApiWalk.<MediaType>values(content)
                .<Schema<?>>map(MediaType::getSchema)
                .filter(schema -> schema != null);
    }

    private static <T> Stream<T> values(@Nullable Map<String, ? extends T> map) {
        return map == null ? Stream.empty() : List.<T>copyOf(map.values()).stream();
    }

    private static <T> Stream<T> list(@Nullable Collection<? extends T> all) {
        return all == null ? Stream.empty() : List.<T>copyOf(all).stream();
    }
}
