package io.serai.web;

import io.serai.common.PublicAddresses;
import io.serai.routing.AfterRoutesLoaded;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.servers.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.openapi.BeanConfig;
import org.apache.camel.openapi.RestOpenApiReader;
import org.apache.camel.openapi.RestOpenApiSupport;
import org.apache.camel.spi.RestConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What {@code /openapi.json} says. Camel reads the REST definitions, controllers describe
 * themselves, and what holds for a whole surface is added here. It is made when somebody first asks
 * and again when the REST definitions are others than before. Thread-safe.
 */
@Component
final class ApiDocument implements AfterRoutesLoaded {
    private static final String VERSION = "3.1.0";

    private final String server;
    private final List<DescribedPaths> controllers;
    private volatile @Nullable CamelContext camel;
    private volatile @Nullable Made latest;

    ApiDocument(PublicAddresses addresses, List<DescribedPaths> controllers) {
        this.server = addresses.base().orElse("/");
        this.controllers = List.copyOf(controllers);
    }

    /**
     * The document, and the definitions that it was made from.
     *
     * @param endpoints the PixelCast surface's {@code METHOD /path}s, by their tag
     */
    record Made(List<RestDefinition> from, byte[] json, Map<String, List<String>> endpoints) {}

    @Override
    public void routesLoaded(CamelContext loaded) {
        camel = loaded;
    }

    byte[] json() {
        return current().json().clone();
    }

    Map<String, List<String>> endpoints() {
        return current().endpoints();
    }

    private Made current() {
        CamelContext context = camel;
        if (context == null) {
            throw new IllegalStateException("The routes are not loaded yet");
        }
        List<RestDefinition> rests =
                List.copyOf(
                        context.getCamelContextExtension()
                                .getContextPlugin(Model.class)
                                .getRestDefinitions());
        Made made = latest;
        return made != null && made.from().equals(rests) ? made : make(context, rests);
    }

    private synchronized Made make(CamelContext context, List<RestDefinition> rests) {
        Made known = latest;
        if (known != null && known.from().equals(rests)) {
            return known;
        }
        try {
            OpenAPI api = read(context, rests);
            ApiBodies.complete(api, rests);
            controllers.forEach(controller -> controller.describe(api.getPaths()));
            api.setServers(List.of(new Server().url(server)));
            ApiSurfaces.complete(api);
            ApiSchemas.complete(api, context.getClassResolver());
            Made made =
                    new Made(
                            rests,
                            Json31.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(api),
                            endpoints(api));
            latest = made;
            return made;
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("The REST definitions can't be described", e);
        }
    }

    private static OpenAPI read(CamelContext context, List<RestDefinition> rests)
            throws IOException, ClassNotFoundException {
        RestConfiguration rest = context.getRestConfiguration();
        BeanConfig config = new BeanConfig();
        Map<String, Object> properties = rest.getApiProperties();
        new RestOpenApiSupport().initOpenApi(config, properties == null ? Map.of() : properties);
        config.setVersion(VERSION);
        OpenAPI api =
                new RestOpenApiReader()
                        .read(
                                context,
                                rests,
                                config,
                                context.getName(),
                                context.getClassResolver());
        if (api.getComponents() == null) {
            api.setComponents(new Components());
        }
        api.setPaths(tidy(api.getPaths()));
        return api;
    }

    /** A definition of the path / makes //health of /health. */
    private static Paths tidy(Paths paths) {
        Paths tidy = new Paths();
        paths.forEach((path, item) -> tidy.addPathItem(path.replace("//", "/"), item));
        return tidy;
    }

    private static Map<String, List<String>> endpoints(OpenAPI api) {
        Map<String, List<String>> endpoints = new LinkedHashMap<>();
        api.getPaths()
                .forEach(
                        (path, item) -> {
                            if (HttpSurface.of(path) == HttpSurface.PIXELCAST) {
                                add(endpoints, path, item);
                            }
                        });
        return endpoints;
    }

    private static void add(Map<String, List<String>> endpoints, String path, PathItem item) {
        item.readOperationsMap()
                .forEach(
                        (method, operation) ->
                                endpoints
                                        .computeIfAbsent(
                                                operation.getTags().getFirst(),
                                                tag -> new ArrayList<>())
                                        .add(method + " " + path));
    }
}
