package io.serai.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.Map;
import java.util.TreeMap;

/**
 * Describes the errors that every operation of a surface may answer with, in the surface's form.
 */
final class ApiErrors {
    private static final String JSON = "application/json";
    private static final int TOO_LARGE = 413;

    /** What the edge answers by itself; a route may say more about a status of its own. */
    private static final Map<Integer, String> COMMON =
            new TreeMap<>(
                    Map.of(
                            400,
                            "The request can't be understood, or breaks a rule of its form",
                            404,
                            "What is asked for does not exist",
                            405,
                            "The path knows other methods, see the header Allow",
                            TOO_LARGE,
                            "The body has more than 64 KiB",
                            429,
                            "Too many requests; again after Retry-After seconds",
                            500,
                            "A defect; the log has it under the id in X-Error-Id",
                            503,
                            "Something that is needed does not answer; try again later"));

    private final Components components;

    ApiErrors(Components components) {
        this.components = components;
    }

    /** Adds the common errors, and gives the operation's own errors the surface's form. */
    void complete(ErrorForm form, Operation operation, boolean withBody) {
        ApiResponses responses = operation.getResponses();
        // What Camel's reader puts where a file says nothing of answers.
        if (responses.remove(ApiResponses.DEFAULT, new ApiResponse())) {
            responses.addApiResponse("200", new ApiResponse().description("Not described"));
        }
        responses.forEach(
                (status, response) -> {
                    if (status.matches("[45]..") && response.get$ref() == null) {
                        describe(form, status, response);
                    }
                });
        COMMON.forEach(
                (status, text) -> {
                    String code = status.toString();
                    boolean possible = status != TOO_LARGE || withBody;
                    if (possible && !responses.containsKey(code)) {
                        responses.addApiResponse(
                                code, new ApiResponse().$ref(component(form, status, text)));
                    }
                });
    }

    /** A body in the form of the surface. */
    Content content(ErrorForm form) {
        String name = form.schemaName();
        if (components.getSchemas() == null || !components.getSchemas().containsKey(name)) {
            components.addSchemas(name, ApiSchemas.of(form.schema()));
        }
        return new Content()
                .addMediaType(
                        JSON,
                        new MediaType()
                                .schema(new Schema<>().$ref("#/components/schemas/" + name)));
    }

    private void describe(ErrorForm form, String status, ApiResponse response) {
        boolean bodiless =
                response.getDescription() != null
                        && response.getDescription().endsWith(DescribedOperation.BODILESS);
        if (response.getContent() == null && !bodiless) {
            response.content(content(form));
        }
        if (response.getDescription() == null) {
            response.description(COMMON.getOrDefault(Integer.valueOf(status), "An error"));
        }
    }

    private String component(ErrorForm form, int status, String text) {
        String name = form.schemaName() + status;
        if (components.getResponses() == null || !components.getResponses().containsKey(name)) {
            ApiResponse response = new ApiResponse().description(text).content(content(form));
            switch (status) {
                case 405 -> header(response, "Allow", "string", "The methods that it knows");
                case 429, 503 -> header(response, "Retry-After", "integer", "Seconds to wait");
                case 500 -> header(response, "X-Error-Id", "string", "What to quote");
                default -> {}
            }
            components.addResponses(name, response);
        }
        return name;
    }

    private static void header(ApiResponse response, String name, String type, String text) {
        response.addHeaderObject(
                name, new Header().description(text).schema(new Schema<>().type(type)));
    }
}
