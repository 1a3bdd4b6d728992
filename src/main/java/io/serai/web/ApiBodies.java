package io.serai.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.RestParamType;
import org.apache.camel.model.rest.VerbDefinition;

/**
 * Describes the body of operations that name a {@code type}: Camel's reader does so only where a
 * file also lists a parameter of the type body.
 */
final class ApiBodies {
    private static final String JSON = "application/json";

    private ApiBodies() {}

    static void complete(OpenAPI api, List<RestDefinition> rests) {
        Map<String, Operation> operations = new HashMap<>();
        ApiWalk.operations(api)
                .forEach(operation -> operations.put(operation.getOperationId(), operation));
        for (RestDefinition rest : rests) {
            for (VerbDefinition verb : rest.getVerbs()) {
                Operation operation = operations.get(verb.getId());
                if (operation != null && operation.getRequestBody() == null) {
                    body(api, rest, verb).ifPresent(operation::setRequestBody);
                }
            }
        }
    }

    private static Optional<RequestBody> body(
            OpenAPI api, RestDefinition rest, VerbDefinition verb) {
        boolean described =
                verb.getParams().stream().anyMatch(param -> param.getType() == RestParamType.body);
        if (verb.getType() == null || described) {
            return Optional.empty();
        }
        return ApiSchemas.nameOf(api, verb.getType())
                .map(name -> new Schema<>().$ref(name))
                .map(
                        schema ->
                                new RequestBody()
                                        .required(true)
                                        .content(content(rest, verb, schema)));
    }

    private static Content content(RestDefinition rest, VerbDefinition verb, Schema<?> schema) {
        String types =
                Optional.ofNullable(verb.getConsumes())
                        .or(() -> Optional.ofNullable(rest.getConsumes()))
                        .orElse(JSON);
        Content content = new Content();
        for (String type : types.split(",")) {
            content.addMediaType(type.strip(), new MediaType().schema(schema));
        }
        return content;
    }
}
