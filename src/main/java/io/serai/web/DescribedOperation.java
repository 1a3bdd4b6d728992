package io.serai.web;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;

/** Builds the description of an operation that is no route, in the order of its sentence. */
final class DescribedOperation {
    /** How the text of an answer ends that says all by its status. */
    static final String BODILESS = "without a body";

    private final Operation operation = new Operation().responses(new ApiResponses());

    private DescribedOperation(String id, String summary) {
        operation.operationId(id).summary(summary);
    }

    /**
     * @param id unique in the whole document; kebab case
     * @param summary what it is for, in a sentence
     */
    static DescribedOperation of(String id, String summary) {
        return new DescribedOperation(id, summary);
    }

    /** What the summary does not tell. */
    DescribedOperation text(String description) {
        operation.description(description);
        return this;
    }

    /** What it belongs to, if that is not the surface as a whole. */
    DescribedOperation tag(String name) {
        operation.addTagsItem(name);
        return this;
    }

    DescribedOperation query(String name, boolean required, String description) {
        return parameter("query", name, required, description);
    }

    /** A part of the path in braces. */
    DescribedOperation path(String name, String description) {
        return parameter("path", name, true, description);
    }

    /** An answer whose body is text of this type. */
    DescribedOperation answers(int status, String contentType, String description) {
        return answers(status, contentType, description, schema("string"));
    }

    /** An answer whose body is a JSON object. */
    DescribedOperation answersObject(int status, String contentType, String description) {
        return answers(status, contentType, description, schema("object"));
    }

    /** An answer that says all by its status. */
    DescribedOperation answersNothing(int status, String description) {
        response(status, description + "; " + BODILESS);
        return this;
    }

    /** An answer without a body that tells where to go. */
    DescribedOperation redirects(int status, String description) {
        response(status, description)
                .addHeaderObject(
                        "Location",
                        new Header().description("Where it is").schema(schema("string")));
        return this;
    }

    /** The operation as the path's GET. */
    PathItem get() {
        return new PathItem().get(operation);
    }

    private DescribedOperation answers(
            int status, String contentType, String description, Schema<?> schema) {
        response(status, description)
                .content(new Content().addMediaType(contentType, new MediaType().schema(schema)));
        return this;
    }

    private ApiResponse response(int status, String description) {
        ApiResponse response = new ApiResponse().description(description);
        operation.getResponses().addApiResponse(Integer.toString(status), response);
        return response;
    }

    private DescribedOperation parameter(
            String in, String name, boolean required, String description) {
        operation.addParametersItem(
                new Parameter()
                        .in(in)
                        .name(name)
                        .required(required)
                        .description(description)
                        .schema(schema("string")));
        return this;
    }

    private static Schema<?> schema(String type) {
        return new Schema<>().type(type);
    }
}
