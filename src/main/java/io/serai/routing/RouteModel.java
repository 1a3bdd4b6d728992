package io.serai.routing;

import io.serai.routing.Problems.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the files hold, as far as rules look at more than one place.
 *
 * @param rests every operation of every REST definition
 */
record RouteModel(List<Route> routes, List<Configuration> configurations, List<Rest> rests) {
    private static final List<String> VERBS =
            List.of("get", "post", "put", "patch", "delete", "head");

    /** A route, as {@code route:} holds it. */
    record Route(Yaml.Fields yaml) {
        Optional<String> id() {
            return yaml.text("id");
        }

        Optional<Endpoint> from() {
            return yaml.fields("from").flatMap(from -> Endpoint.of(from, from.at("uri")));
        }

        Optional<String> configuration() {
            return yaml.text("routeConfigurationId");
        }

        /** The direct routes that it calls. */
        List<Endpoint> calls() {
            return yaml.fields("from").map(from -> from.items("steps")).orElse(List.of()).stream()
                    .flatMap(step -> endpoints(step).stream())
                    .filter(endpoint -> endpoint.direct().isPresent())
                    .toList();
        }
    }

    /** A route configuration, as {@code routeConfiguration:} holds it. */
    record Configuration(Yaml.Fields yaml) {
        Optional<String> id() {
            return yaml.text("id");
        }

        List<Yaml.Fields> onExceptions() {
            return yaml.items("onException").stream()
                    .filter(Yaml.Fields.class::isInstance)
                    .flatMap(item -> ((Yaml.Fields) item).fields("onException").stream())
                    .toList();
        }

        /** The place of something that makes an error look like a success. */
        Optional<Place> handles() {
            return onExceptions().stream()
                    .flatMap(
                            clause ->
                                    List.of("handled", "continued").stream()
                                            .filter(clause::has)
                                            .map(clause::at))
                    .findFirst();
        }
    }

    /**
     * One operation of a REST definition.
     *
     * @param target what it calls
     */
    record Rest(Yaml.Fields yaml, Optional<Endpoint> target) {
        Optional<String> id() {
            return yaml.text("id");
        }
    }

    /**
     * What stands in {@code uri}, with its parameters.
     *
     * @param name the {@code name} among the parameters, or what follows the scheme
     */
    record Endpoint(Place place, String scheme, Optional<String> name) {
        static Optional<Endpoint> of(Yaml.Fields fields, Place place) {
            return fields.text("uri").map(uri -> of(uri, place, fields.fields("parameters")));
        }

        static Endpoint of(String uri, Place place, Optional<Yaml.Fields> parameters) {
            int query = uri.indexOf('?');
            String path = query < 0 ? uri : uri.substring(0, query);
            int colon = path.indexOf(':');
            Optional<String> rest =
                    colon < 0 ? Optional.empty() : Optional.of(path.substring(colon + 1));
            return new Endpoint(
                    place,
                    colon < 0 ? path : path.substring(0, colon),
                    parameters.flatMap(all -> all.text("name")).or(() -> rest));
        }

        /** The name of the direct route that is meant. */
        Optional<String> direct() {
            return scheme.equals("direct") ? name : Optional.empty();
        }
    }

    static RouteModel of(Collection<Yaml> entries) {
        List<Route> routes = new ArrayList<>();
        List<Configuration> configurations = new ArrayList<>();
        List<Rest> rests = new ArrayList<>();
        for (Yaml entry : entries) {
            if (entry instanceof Yaml.Fields fields) {
                fields.fields("route").map(Route::new).ifPresent(routes::add);
                fields.fields("routeConfiguration")
                        .map(Configuration::new)
                        .ifPresent(configurations::add);
                fields.fields("rest").ifPresent(rest -> addOperations(rest, rests));
            }
        }
        return new RouteModel(routes, configurations, rests);
    }

    private static void addOperations(Yaml.Fields rest, List<Rest> rests) {
        for (String verb : VERBS) {
            for (Yaml item : rest.items(verb)) {
                if (item instanceof Yaml.Fields operation) {
                    rests.add(new Rest(operation, target(operation)));
                }
            }
        }
    }

    private static Optional<Endpoint> target(Yaml.Fields operation) {
        Optional<Endpoint> text =
                operation
                        .text("to")
                        .map(uri -> Endpoint.of(uri, operation.at("to"), Optional.empty()));
        return text.or(
                () -> operation.fields("to").flatMap(to -> Endpoint.of(to, operation.at("to"))));
    }

    /** Every endpoint in a step and below it. */
    private static List<Endpoint> endpoints(Yaml step) {
        List<Endpoint> found = new ArrayList<>();
        if (step instanceof Yaml.Fields fields) {
            Endpoint.of(fields, fields.at("uri")).ifPresent(found::add);
            // The short form of a step is refused elsewhere; its target is not reported as missing.
            fields.text("to")
                    .map(uri -> Endpoint.of(uri, fields.at("to"), Optional.empty()))
                    .ifPresent(found::add);
        }
        step.children().forEach(child -> found.addAll(endpoints(child)));
        return found;
    }
}
