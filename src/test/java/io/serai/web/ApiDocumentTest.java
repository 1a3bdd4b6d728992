package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.serai.Serai;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** /openapi.json of the whole application, with the shipped routes. */
class ApiDocumentTest {
    private static final Pattern BRACES = Pattern.compile("\\{\\*?([^}]*)}");

    private static ConfigurableApplicationContext context;
    private static String text;
    private static JsonNode document;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        context =
                new SpringApplicationBuilder(Serai.class)
                        .run(
                                "--server.port=0",
                                "--serai.data-dir=" + directory,
                                "--serai.accounts.jwt-secret=" + "of a test ".repeat(4),
                                "--serai.restream.encryption-key=" + "5e".repeat(32),
                                "--serai.database.url="
                                        + TestPostgres.url(TestPostgres.freshDatabase()),
                                "--serai.addresses.base-url=https://live.example.org/");
        URI uri = URI.create("http://127.0.0.1:" + EdgeApplication.port(context) + "/openapi.json");
        try (HttpClient http = HttpClient.newHttpClient()) {
            text = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        }
        document = SeraiProcess.json(text);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void describesExactlyWhatIsServed() {
        assertThat(documented()).isEqualTo(served());
    }

    @Test
    void isReadByAParserWithoutAComplaint() {
        var parsed = new OpenAPIV3Parser().readContents(text);

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getPaths()).hasSameSizeAs(document.path("paths"));
        assertThat(parsed.getOpenAPI().getServers().getFirst().getUrl())
                .isEqualTo("https://live.example.org");
    }

    @Test
    void saysOfEveryOperationWhatItIsWhatItTakesAndWhatItAnswers() {
        Set<String> ids = new HashSet<>();
        operations(
                (name, operation) -> {
                    assertThat(operation.path("summary").asText())
                            .as("%s: text", name)
                            .isNotBlank();
                    assertThat(operation.path("operationId").asText())
                            .as("%s: id", name)
                            .matches("[a-z0-9-]+")
                            .satisfies(
                                    id -> assertThat(ids.add(id)).as("%s is unique", id).isTrue());
                    assertThat(operation.path("tags")).as("%s: tag", name).isNotEmpty();
                    parameters(name, operation);
                    answers(name, operation);
                });
    }

    @Test
    void tellsEveryErrorInTheFormOfItsSurface() {
        operations(
                (name, operation) -> {
                    HttpSurface surface = HttpSurface.of(name.substring(name.indexOf('/')));
                    JsonNode failed = resolve(operation.path("responses").path("500"));
                    boolean own = !operation.path("responses").path("500").has("$ref");
                    assertThat(
                                    own
                                            || schema(failed)
                                                    .endsWith(
                                                            "/" + surface.errorForm().schemaName()))
                            .as("%s: form of its errors", name)
                            .isTrue();
                    if (surface == HttpSurface.ADMIN || surface == HttpSurface.ACTUATOR) {
                        assertThat(operation.path("responses").has("401"))
                                .as("%s: asks for a token", name)
                                .isTrue();
                    } else {
                        assertThat(operation.path("security").toString().contains("accountToken"))
                                .as("%s: asks for the token of an account", name)
                                .isEqualTo(
                                        operation
                                                .at("/responses/401/description")
                                                .asText()
                                                .startsWith("Not signed in"));
                    }
                });
    }

    @Test
    void refersOnlyToWhatIsThere() {
        List<String> references = document.findValuesAsText("$ref");

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(
                        reference ->
                                assertThat(document.at(reference.substring(1)).isObject())
                                        .as(reference)
                                        .isTrue());
        for (String kind : List.of("schemas", "responses")) {
            document.path("components")
                    .path(kind)
                    .fieldNames()
                    .forEachRemaining(
                            name ->
                                    assertThat(references)
                                            .as("something refers to %s", name)
                                            .contains("#/components/" + kind + "/" + name));
        }
    }

    @Test
    void hasOnlyValidSchemas() {
        var valid =
                JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(SchemaLocation.of(SchemaId.V202012));
        document.findValues("schema")
                .forEach(schema -> assertThat(valid.validate(schema)).as("%s", schema).isEmpty());
        document.path("components")
                .path("schemas")
                .properties()
                .forEach(
                        schema ->
                                assertThat(valid.validate(schema.getValue()))
                                        .as(schema.getKey())
                                        .isEmpty());
        assertThat(text).doesNotContain("x-className", "x-camelContextId", "io.serai");
    }

    @Test
    void listsInTheIndexWhatPixelCastServes() {
        Map<String, List<String>> endpoints = context.getBean(ApiDocument.class).endpoints();

        assertThat(endpoints.values().stream().flatMap(List::stream))
                .contains("POST /api/rooms", "GET /health", "GET /docs")
                .noneMatch(endpoint -> endpoint.contains("/api/admin"));
    }

    private static void parameters(String name, JsonNode operation) {
        Set<String> inPath = new TreeSet<>();
        Matcher braces = BRACES.matcher(name);
        while (braces.find()) {
            inPath.add(braces.group(1));
        }
        Set<String> described = new TreeSet<>();
        for (JsonNode parameter : operation.path("parameters")) {
            String what = name + " " + parameter.path("name").asText();
            assertThat(parameter.path("description").asText()).as("%s: text", what).isNotBlank();
            assertThat(parameter.path("schema").path("type").asText())
                    .as("%s: type", what)
                    .isIn("string", "integer", "number", "boolean");
            assertThat(parameter.path("in").asText()).as(what).isIn("query", "path", "header");
            if (parameter.path("in").asText().equals("path")) {
                assertThat(parameter.path("required").asBoolean())
                        .as("%s: required", what)
                        .isTrue();
                described.add(parameter.path("name").asText());
            }
        }
        assertThat(described).as("%s: variables", name).isEqualTo(inPath);
        if (operation.has("requestBody")) {
            assertThat(operation.path("requestBody").path("content").findValues("schema"))
                    .as("%s: body", name)
                    .isNotEmpty();
        }
    }

    private static void answers(String name, JsonNode operation) {
        List<String> successes = new ArrayList<>();
        operation
                .path("responses")
                .properties()
                .forEach(
                        entry -> {
                            JsonNode response = resolve(entry.getValue());
                            String what = name + " " + entry.getKey();
                            assertThat(response.path("description").asText())
                                    .as("%s: text", what)
                                    .isNotBlank()
                                    .isNotEqualTo("Not described");
                            if (entry.getKey().matches("[123]..")) {
                                successes.add(entry.getKey());
                                assertThat(
                                                !schema(response).isEmpty()
                                                        || response.has("headers")
                                                        || response.path("description")
                                                                .asText()
                                                                .contains("without a body"))
                                        .as("%s: schema, or the words: without a body", what)
                                        .isTrue();
                            }
                        });
        assertThat(successes).as("%s: a success", name).isNotEmpty();
    }

    /** The first schema of a response, as a reference or as JSON. */
    private static String schema(JsonNode response) {
        JsonNode schema = response.path("content").findPath("schema");
        return schema.has("$ref") ? schema.path("$ref").asText() : schema.toString();
    }

    private static JsonNode resolve(JsonNode response) {
        return response.has("$ref")
                ? document.at(response.path("$ref").asText().substring(1))
                : response;
    }

    private static void operations(BiConsumer<String, JsonNode> use) {
        document.path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                verb ->
                                                        use.accept(
                                                                verb.getKey()
                                                                                .toUpperCase(
                                                                                        Locale.ROOT)
                                                                        + " "
                                                                        + path.getKey(),
                                                                verb.getValue())));
    }

    private static Set<String> documented() {
        Set<String> names = new TreeSet<>();
        operations((name, operation) -> names.add(name));
        return names;
    }

    /** What Spring maps: controllers, the actuator, and Camel's routes. */
    private static Set<String> served() {
        Set<String> names = new TreeSet<>();
        context.getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
                .flatMap(each -> each.getHandlerMethods().keySet().stream())
                .forEach(mapping -> addTo(names, mapping));
        return names;
    }

    private static void addTo(Set<String> names, RequestMappingInfo mapping) {
        for (String path : mapping.getPatternValues()) {
            for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
                names.add(method + " " + path.replace("**", "{path}"));
            }
        }
    }
}
