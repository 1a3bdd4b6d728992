package io.serai.routing;

import io.serai.routing.RouteModel.Rest;
import java.util.List;
import java.util.Set;

/**
 * What a REST operation says for /openapi.json must be there, or the document could not be made.
 */
final class RestTypeRules {
    private static final Set<String> PLAIN =
            Set.of("string", "int", "long", "float", "double", "boolean", "byte", "file");
    private static final Set<String> DATA_TYPES =
            Set.of("string", "integer", "number", "boolean", "array");

    private final Problems problems;

    RestTypeRules(Problems problems) {
        this.problems = problems;
    }

    void check(List<Rest> rests) {
        for (Rest rest : rests) {
            type(rest.yaml(), "type");
            type(rest.yaml(), "outType");
            for (Yaml message : rest.yaml().items("responseMessage")) {
                if (message instanceof Yaml.Fields fields) {
                    type(fields, "responseModel");
                }
            }
            for (Yaml parameter : rest.yaml().items("param")) {
                if (parameter instanceof Yaml.Fields fields) {
                    dataType(fields);
                }
            }
        }
    }

    private void type(Yaml.Fields fields, String key) {
        fields.text(key)
                .filter(name -> !exists(name))
                .ifPresent(
                        name ->
                                problems.add(
                                        fields.at(key),
                                        "type",
                                        "There is no class \""
                                                + name
                                                + "\". Write a whole name, with $ before a nested"
                                                + " one, or string."));
    }

    private void dataType(Yaml.Fields parameter) {
        parameter
                .text("dataType")
                .filter(name -> !DATA_TYPES.contains(name))
                .filter(name -> !parameter.text("type").orElse("").equals("body"))
                .ifPresent(
                        name ->
                                problems.add(
                                        parameter.at("dataType"),
                                        "type",
                                        "There is no dataType \""
                                                + name
                                                + "\". Write string, integer, number, boolean or"
                                                + " array."));
    }

    private static boolean exists(String type) {
        String name = type.endsWith("[]") ? type.substring(0, type.length() - 2) : type;
        if (PLAIN.contains(name)) {
            return true;
        }
        try {
            Class.forName(name, false, RestTypeRules.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
