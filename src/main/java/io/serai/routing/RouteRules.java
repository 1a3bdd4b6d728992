package io.serai.routing;

import io.serai.routing.Problems.Place;
import io.serai.routing.RouteModel.Configuration;
import io.serai.routing.RouteModel.Endpoint;
import io.serai.routing.RouteModel.Rest;
import io.serai.routing.RouteModel.Route;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What routes, REST operations and error configurations promise each other. */
final class RouteRules {
    private static final Pattern KEBAB = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Set<String> CATCH_ALL =
            Set.of("java.lang.Throwable", "java.lang.Exception");
    private static final String REACTION = "stream-events";

    private final RouteModel model;
    private final Problems problems;
    private final Map<String, Route> directRoutes = new LinkedHashMap<>();
    private final Map<String, Configuration> configurations = new LinkedHashMap<>();

    RouteRules(RouteModel model, Problems problems) {
        this.model = model;
        this.problems = problems;
    }

    void check() {
        uniqueIds();
        model.configurations().forEach(this::configuration);
        model.routes().forEach(this::route);
        model.routes().forEach(route -> route.calls().forEach(this::call));
        model.rests().forEach(this::rest);
        model.routes().stream().filter(RouteRules::isReaction).forEach(this::reaction);
    }

    private void uniqueIds() {
        Map<String, Place> ids = new HashMap<>();
        for (Route route : model.routes()) {
            route.id().ifPresent(id -> unique(ids, id, route.yaml().at("id")));
        }
        for (Rest rest : model.rests()) {
            rest.id().ifPresent(id -> unique(ids, id, rest.yaml().at("id")));
        }
        Map<String, Place> names = new HashMap<>();
        for (Configuration configuration : model.configurations()) {
            configuration
                    .id()
                    .ifPresent(
                            id -> {
                                unique(names, id, configuration.yaml().at("id"));
                                configurations.putIfAbsent(id, configuration);
                            });
        }
        Map<String, Place> consumers = new HashMap<>();
        for (Route route : model.routes()) {
            route.from()
                    .flatMap(Endpoint::direct)
                    .ifPresent(
                            name -> {
                                Place place = route.from().orElseThrow().place();
                                if (directRoutes.putIfAbsent(name, route) != null) {
                                    problems.add(
                                            place,
                                            "direct",
                                            "direct:"
                                                    + name
                                                    + " is consumed here and in "
                                                    + text(consumers.get(name))
                                                    + ". Only one route may; rename this one.");
                                } else {
                                    consumers.put(name, place);
                                }
                            });
        }
    }

    private void unique(Map<String, Place> taken, String id, Place place) {
        if (!KEBAB.matcher(id).matches()) {
            problems.add(
                    place,
                    "id",
                    "The id \"" + id + "\" is not in kebab case. Write it like \"srs-publish\".");
        }
        Place first = taken.putIfAbsent(id, place);
        if (first != null) {
            problems.add(
                    place,
                    "id",
                    "The id \"" + id + "\" is taken in " + text(first) + ". Choose another one.");
        }
    }

    private void route(Route route) {
        Yaml.Fields yaml = route.yaml();
        for (String key : List.of("id", "group", "description", "routeConfigurationId")) {
            if (yaml.text(key).isEmpty()) {
                problems.add(
                        yaml.at(key),
                        "route",
                        "The route has no \"" + key + "\". Every route has one; add it.");
            }
        }
        for (String key : List.of("errorHandler", "errorHandlerRef", "routePolicy")) {
            if (yaml.has(key)) {
                problems.add(
                        yaml.at(key),
                        "route",
                        "\"" + key + "\" does not belong in a route. Name a routeConfiguration.");
            }
        }
        Optional<String> name = route.from().flatMap(Endpoint::direct);
        if (name.isPresent() && route.id().isPresent() && !name.equals(route.id())) {
            problems.add(
                    yaml.at("id"),
                    "id",
                    "The route's id \""
                            + route.id().get()
                            + "\" and its direct name \""
                            + name.get()
                            + "\" differ. Make them equal.");
        }
        Optional<String> wanted = route.configuration();
        if (wanted.isPresent() && !configurations.containsKey(wanted.get())) {
            problems.add(
                    yaml.at("routeConfigurationId"),
                    "configuration",
                    "There is no routeConfiguration \""
                            + wanted.get()
                            + "\". There are: "
                            + String.join(", ", configurations.keySet())
                            + ".");
        }
    }

    private void call(Endpoint endpoint) {
        String name = endpoint.direct().orElseThrow();
        if (!directRoutes.containsKey(name)) {
            problems.add(
                    endpoint.place(),
                    "direct",
                    "No route starts with direct:"
                            + name
                            + ". Correct the name, or add a route with this id.");
        }
    }

    private void rest(Rest rest) {
        if (rest.id().isEmpty()) {
            problems.add(
                    rest.yaml().place(),
                    "rest",
                    "The operation has no id. Add one: metrics and logs show it.");
        }
        Optional<String> direct = rest.target().flatMap(Endpoint::direct);
        if (direct.isEmpty()) {
            problems.add(
                    rest.yaml().at("to"),
                    "rest",
                    "The operation calls no route. Write \"to: direct:<id of a route>\".");
        } else {
            call(rest.target().orElseThrow());
        }
    }

    private void configuration(Configuration configuration) {
        Yaml.Fields yaml = configuration.yaml();
        if (configuration.id().isEmpty()) {
            problems.add(
                    yaml.place(),
                    "configuration",
                    "The routeConfiguration has no id, so it would apply to every route. Add one,"
                            + " and name it in the routes that it is for.");
        }
        List<Yaml.Fields> clauses = configuration.onExceptions();
        boolean complete = !clauses.isEmpty() && catchesAll(clauses.getLast());
        if (!complete) {
            problems.add(
                    clauses.isEmpty() ? yaml.place() : clauses.getLast().place(),
                    "configuration",
                    "The routeConfiguration does not end with a catch-all. Add a last onException"
                            + " for java.lang.Throwable: a route that names this one does not fall"
                            + " back to another.");
        }
    }

    private static boolean catchesAll(Yaml.Fields clause) {
        return !clause.has("onWhen")
                && clause.items("exception").stream()
                        .anyMatch(
                                item ->
                                        item instanceof Yaml.Scalar name
                                                && CATCH_ALL.contains(name.text()));
    }

    private static boolean isReaction(Route route) {
        return route.from().map(Endpoint::scheme).filter(REACTION::equals).isPresent();
    }

    /** A reaction, and every route it calls, lets errors through to the delivery. */
    private void reaction(Route reaction) {
        Set<Route> seen = new HashSet<>();
        Deque<Route> open = new ArrayDeque<>(List.of(reaction));
        while (!open.isEmpty()) {
            Route route = open.remove();
            if (!seen.add(route)) {
                continue;
            }
            route.configuration()
                    .flatMap(id -> Optional.ofNullable(configurations.get(id)))
                    .flatMap(Configuration::handles)
                    .ifPresent(
                            place ->
                                    problems.add(
                                            route.yaml().at("routeConfigurationId"),
                                            "reaction",
                                            "The reaction \""
                                                    + reaction.id().orElse("?")
                                                    + "\" runs with a configuration that handles"
                                                    + " errors ("
                                                    + text(place)
                                                    + "), so a failed delivery would count as done."
                                                    + " Name one like \"reaction\", without"
                                                    + " handled and continued."));
            for (Endpoint call : route.calls()) {
                Optional.ofNullable(directRoutes.get(call.direct().orElseThrow()))
                        .ifPresent(open::add);
            }
        }
    }

    private static String text(Place place) {
        return place.file() + ":" + place.line();
    }
}
