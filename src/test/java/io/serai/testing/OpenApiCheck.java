package io.serai.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Holds real answers against {@code /openapi.json}: the status is one that the operation names, the
 * content type is too, and a JSON body is what the schema says, without a key that it does not
 * name. Thread-safe.
 */
public final class OpenApiCheck {
    private static final JsonMapper JSON = new JsonMapper();

    /** What the server may answer to any request before an operation is found. */
    private static final Set<Integer> BEFORE_ANY_OPERATION =
            Set.of(400, 401, 404, 405, 408, 411, 413, 414, 417, 429, 431, 501, 505);

    private final JsonNode document;
    private final ObjectNode strictComponents;
    private final List<Template> templates;
    private final Map<JsonNode, JsonSchema> schemas = new ConcurrentHashMap<>();

    private record Template(String path, Pattern pattern) {
        static Template of(String path) {
            String quoted = Pattern.quote(path).replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q");
            return new Template(path, Pattern.compile(quoted));
        }
    }

    private OpenApiCheck(JsonNode document) {
        this.document = document;
        this.strictComponents = document.path("components").deepCopy();
        strictComponents.path("schemas").forEach(OpenApiCheck::forbidUnknownKeys);
        this.templates =
                document.path("paths")
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        // What is written out counts before what stands in braces.
                        .sorted(
                                Comparator.comparingLong(
                                        path -> path.chars().filter(c -> c == '{').count()))
                        .map(Template::of)
                        .toList();
    }

    /**
     * @param document what {@code GET /openapi.json} answered
     */
    public static OpenApiCheck of(String document) {
        return new OpenApiCheck(read(document));
    }

    public JsonNode document() {
        return document;
    }

    /** The documented path that a request's path is one of. */
    public Optional<String> template(String path) {
        return templates.stream()
                .filter(template -> template.pattern().matcher(path).matches())
                .map(Template::path)
                .findFirst();
    }

    /**
     * Fails if the document does not tell of such an answer.
     *
     * @param target path and query, as sent
     * @param contentType empty if there was none
     */
    public void check(String method, String target, int status, String contentType, String body) {
        String what =
                "%s %s answered %d".formatted(method, target.replaceFirst("\\?.*", ""), status);
        String path = target.replaceFirst("[?#].*", "");
        JsonNode item = template(path).map(document.path("paths")::path).orElse(JSON.missingNode());
        String verb = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
        JsonNode operation = item.path(verb);
        if (method.equals("OPTIONS")) {
            return;
        }
        if (operation.isMissingNode()) {
            require(
                    BEFORE_ANY_OPERATION.contains(status),
                    what + ", and /openapi.json has no such operation");
            return;
        }
        JsonNode response = operation.path("responses").path(Integer.toString(status));
        if (response.isMissingNode() && BEFORE_ANY_OPERATION.contains(status)) {
            response = operation.path("responses").path("400");
        }
        require(!response.isMissingNode(), what + ", which /openapi.json does not name");
        if (!method.equals("HEAD")) {
            checkBody(what, resolve(response), contentType, body);
        }
    }

    private void checkBody(String what, JsonNode response, String contentType, String body) {
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            boolean free = response.path("description").asText().equals("Not described");
            require(body.isEmpty() || free, what + " with a body, which is not documented");
            return;
        }
        String type = bare(contentType);
        Optional<JsonNode> schema =
                content.propertyStream()
                        .filter(
                                each ->
                                        bare(each.getKey()).equals(type)
                                                || each.getKey().equals("*/*"))
                        .map(each -> each.getValue().path("schema"))
                        .findFirst();
        require(schema.isPresent(), what + " as \"" + contentType + "\", which is not documented");
        if (type.endsWith("json")) {
            Set<ValidationMessage> wrong =
                    schemas.computeIfAbsent(schema.orElseThrow(), this::strict)
                            .validate(read(body));
            require(wrong.isEmpty(), what + " against its schema: " + wrong + "\n" + body);
        }
    }

    private JsonNode resolve(JsonNode response) {
        JsonNode reference = response.path("$ref");
        return reference.isMissingNode() ? response : document.at(reference.asText().substring(1));
    }

    private JsonSchema strict(JsonNode schema) {
        ObjectNode root = schema.deepCopy();
        forbidUnknownKeys(root);
        root.set("components", strictComponents);
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(root);
    }

    private static void forbidUnknownKeys(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return;
        }
        if (object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        forbidUnknownKeys(object.path("items"));
        forbidUnknownKeys(object.path("additionalProperties"));
        for (String inner : List.of("properties", "anyOf", "oneOf", "allOf")) {
            object.path(inner).forEach(OpenApiCheck::forbidUnknownKeys);
        }
    }

    private static String bare(String contentType) {
        return contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + json, e);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
