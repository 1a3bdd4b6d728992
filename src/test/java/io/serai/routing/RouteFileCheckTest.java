package io.serai.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.common.StartRefused;
import io.serai.common.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteFileCheckTest {
    private static final String CONFIGURATIONS =
            """
            - routeConfiguration:
                id: api
                onException:
                  - onException:
                      exception:
                        - java.lang.Throwable
                      handled:
                        constant:
                          expression: "true"
            - routeConfiguration:
                id: reaction
                onException:
                  - onException:
                      exception:
                        - java.lang.Exception
            """;
    private static final String GREET =
            """
            - route:
                id: greet
                group: probe
                description: Somebody calls -> say hello
                routeConfigurationId: api
                from:
                  uri: direct
                  parameters:
                    name: greet
                  steps:
                    - bean:
                        id: say
                        ref: probe
                        method: hello
            """;

    private static RouteFileCheck check;

    @TempDir private Path parent;

    private Path directory;

    @BeforeAll
    static void readSchema() {
        check =
                new RouteFileCheck(
                        new RouteSchema(),
                        name ->
                                name.equals("probe")
                                        ? Optional.of(ProbeSteps.class)
                                        : Optional.empty(),
                        new KnownPlaceholders(Map.of("on", "true"), Map.of()));
    }

    /** The bean that the files call. */
    public static final class ProbeSteps {
        @Step
        public String hello() {
            return "hello";
        }

        @Step
        public String twice(String text) {
            return text;
        }

        @Step
        public String twice(Integer number) {
            return number.toString();
        }

        public String hidden() {
            return "hidden";
        }
    }

    @BeforeEach
    void writeConfigurations() {
        directory = parent.resolve("routes");
        write("_config/errors.camel.yaml", CONFIGURATIONS);
    }

    @Test
    void acceptsFilesInOrder() {
        write("api/greet.camel.yaml", GREET);
        write(
                "api/rest.camel.yaml",
                """
                - rest:
                    path: /api
                    get:
                      - id: greet-get
                        path: /greet
                        to: direct:greet
                """);

        assertThat(problems()).isEmpty();
    }

    @Test
    void namesFileAndLineOfWhatIsNotYaml() {
        write("api/broken.camel.yaml", "- route:\n    id: a\n   group: b\n");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("api/broken.camel.yaml:3: [yaml]");
    }

    @Test
    void refusesADoubledKey() {
        write("api/a.camel.yaml", GREET.replace("    group: probe", "    group: a\n    group: b"));

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("a.camel.yaml:4: [yaml]", "twice");
    }

    @Test
    void refusesAnchorsAndAliases() {
        write("api/a.camel.yaml", GREET.replace("group: probe", "group: &g probe"));

        assertThat(problems()).singleElement().asString().contains(":3: [yaml]", "Anchors");
    }

    @Test
    void refusesASecondDocument() {
        write("api/a.camel.yaml", GREET + "---\n" + GREET);

        assertThat(problems()).singleElement().asString().contains("second document");
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        Files.createDirectories(directory.resolve("api"));
        Files.write(directory.resolve("api/a.camel.yaml"), new byte[] {'-', ' ', (byte) 0xff});

        assertThat(problems()).singleElement().asString().contains("a.camel.yaml: [yaml]", "UTF-8");
    }

    @Test
    void namesTheLineOfWhatTheSchemaRefuses() {
        write("api/a.camel.yaml", GREET.replace("id: say", "idd: say"));

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("routes/api/a.camel.yaml:12: [schema]", "'idd'");
    }

    @Test
    void acceptsAPlaceholderForATruthValue() {
        write(
                "api/a.camel.yaml",
                GREET.replace("group: probe", "group: probe\n    autoStartup: \"{{on}}\""));

        assertThat(problems()).isEmpty();
    }

    /** Each replaces one text of a good route; rule and line of the one problem that follows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    id: greet           | id: Greet_2       | id            | 2
                    group: probe        | note: x           | route         | 2
                    description: Some   | note: Some        | route         | 2
                    routeConfigurationId: api | note: x     | route         | 2
                    routeConfigurationId: api | routeConfigurationId: no | configuration | 5
                    id: greet           | id: hello         | id            | 2
                    uri: direct         | uri: direct?a=b   | form          | 7
                    ref: probe          | ref: prob         | step          | 13
                    method: hello       | method: nothing   | step          | 14
                    method: hello       | method: hidden    | step          | 14
                    method: hello       | method: twice     | step          | 14
                    method: hello       | method: hello('x') | step         | 14
                    ref: probe          | beanType: a.B     | step          | 13
                    group: probe        | errorHandlerRef: x | route        | 3
                    """)
    void namesLineAndRule(String good, String bad, String rule, int line) {
        write("api/a.camel.yaml", GREET.replace(good, bad));

        assertThat(problems())
                .anySatisfy(
                        problem -> {
                            assertThat(problem.rule()).isEqualTo(rule);
                            assertThat(problem.line()).isEqualTo(line);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    toD: {uri: log}                              | dynamic
                    recipientList: {simple: {expression: "x"}}   | dynamic
                    routingSlip: {simple: {expression: "x"}}     | dynamic
                    dynamicRouter: {simple: {expression: "x"}}   | dynamic
                    to: {uri: "log:${body}"}                     | dynamic
                    enrich: {expression: {simple: {expression: "${body}"}}} | dynamic
                    script: {groovy: {expression: "1"}}          | script
                    setBody: {groovy: {expression: "1"}}         | script
                    setBody: {spel: {expression: "1"}}           | script
                    setBody: {simple: {expression: "${bean:probe}"}} | script
                    to: {uri: bean, parameters: {beanName: probe}} | script
                    setBody: {simple: "x"}                       | form
                    log: hello                                   | form
                    to: log:x                                    | form
                    to: {uri: "log:x"}                           | form
                    to: {uri: direct, parameters: {name: nobody}} | direct
                    wireTap: {uri: direct, parameters: {name: nobody}} | direct
                    """)
    void refusesTheStep(String step, String rule) {
        write("api/a.camel.yaml", GREET + "        - " + step + "\n");

        assertThat(problems())
                .anySatisfy(
                        problem -> {
                            assertThat(problem.rule()).isEqualTo(rule);
                            assertThat(problem.line()).isEqualTo(15);
                        });
    }

    @Test
    void refusesTwoConsumersOfOneDirectName() {
        write("api/a.camel.yaml", GREET);
        write("api/b.camel.yaml", GREET.replace("id: greet", "id: other"));

        assertThat(problems())
                .extracting(Problem::rule, Problem::file)
                .contains(tuple("direct", "routes/api/b.camel.yaml"));
    }

    @Test
    void refusesAnIdThatIsTaken() {
        write("api/a.camel.yaml", GREET);
        write("local/b.camel.yaml", GREET);

        assertThat(problems())
                .anySatisfy(
                        problem ->
                                assertThat(problem.toString())
                                        .contains(
                                                "routes/local/b.camel.yaml:2: [id]",
                                                "taken in routes/api/a.camel.yaml:2"));
    }

    @Test
    void refusesARestOperationThatCallsNoRoute() {
        write(
                "api/rest.camel.yaml",
                """
                - rest:
                    path: /api
                    get:
                      - path: /greet
                        to: direct:greet
                """);

        assertThat(problems())
                .extracting(Problem::rule, Problem::line)
                .containsExactlyInAnyOrder(tuple("rest", 4), tuple("direct", 5));
    }

    @Test
    void refusesAReactionWhoseConfigurationHandlesErrors() {
        write("reactions/a.camel.yaml", reaction("api"));

        assertThat(problems()).singleElement().asString().contains(":5: [reaction]", "\"notice\"");
    }

    @Test
    void refusesAReactionThatCallsARouteWhoseConfigurationHandlesErrors() {
        write("api/greet.camel.yaml", GREET);
        write(
                "reactions/a.camel.yaml",
                reaction("reaction") + "        - to: {uri: direct, parameters: {name: greet}}\n");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("routes/api/greet.camel.yaml:5: [reaction]", "\"notice\"");
    }

    @Test
    void acceptsAReactionThatLetsErrorsThrough() {
        write("reactions/a.camel.yaml", reaction("reaction"));

        assertThat(problems()).isEmpty();
    }

    @Test
    void refusesAConfigurationWithoutCatchAll() {
        write(
                "_config/more.camel.yaml",
                CONFIGURATIONS
                        .replace("id: api", "id: api2")
                        .replace("id: reaction", "id: reaction2")
                        .replace("java.lang.Exception", "java.io.IOException"));

        assertThat(problems()).singleElement().asString().contains("[configuration]", "catch-all");
    }

    @Test
    void refusesANamelessConfigurationAndGlobalErrorHandling() {
        write(
                "local/a.camel.yaml",
                """
                - routeConfiguration:
                    onException:
                      - onException:
                          exception:
                            - java.lang.Throwable
                - onException:
                    exception:
                      - java.lang.Exception
                """);

        assertThat(problems())
                .extracting(Problem::rule)
                .containsExactly("configuration", "entries");
    }

    @Test
    void tellsEveryProblemAtOnce() {
        write("api/a.camel.yaml", GREET.replace("hello", "no").replace("group: probe", "note: a"));
        write("local/b.camel.yaml", "- nothing: {}\n");

        assertThatThrownBy(() -> check.refuseDamaged(RouteFiles.in(directory)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("a.camel.yaml:2: [route]")
                .hasMessageContaining("a.camel.yaml:14: [step]")
                .hasMessageContaining("local/b.camel.yaml:1: [entries]");
    }

    @Test
    void refusesAMissingFolder() {
        assertThatThrownBy(() -> RouteFiles.in(directory.resolve("nowhere")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("ROUTES_DIR");
    }

    @Test
    void readsConfigurationsFirstAndTheOperatorsOwnLast() {
        write("zoo/a.camel.yaml", GREET);
        write("local/a.camel.yaml", GREET);
        write("api/a.camel.yaml", GREET);
        write("api/a.yaml", GREET);
        write("README.md", "#");
        write(".git/a.camel.yaml", GREET);

        RouteFiles files = RouteFiles.in(directory);

        assertThat(files.routes().stream().map(files::shown))
                .map(name -> name.substring(name.indexOf('/') + 1))
                .containsExactly(
                        "_config/errors.camel.yaml",
                        "api/a.camel.yaml",
                        "zoo/a.camel.yaml",
                        "local/a.camel.yaml");
        assertThat(files.ignored()).containsExactly(directory.resolve("api/a.yaml"));
    }

    private static String reaction(String configuration) {
        return """
        - route:
            id: notice
            group: reactions
            description: A stream goes live -> say hello
            routeConfigurationId: %s
            from:
              uri: stream-events
              parameters:
                name: notice
                types: stream.live
              steps:
                - bean:
                    ref: probe
                    method: hello
        """
                .formatted(configuration);
    }

    private List<Problem> problems() {
        return check.problems(RouteFiles.in(directory));
    }

    private void write(String file, String text) {
        try {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
