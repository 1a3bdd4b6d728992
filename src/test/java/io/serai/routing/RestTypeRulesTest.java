package io.serai.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestTypeRulesTest {
    private static final String OPERATION =
            """
            - rest:
                id: probes
                path: /probe
                get:
                  - id: probe-get
                    type: java.lang.Thread$State[]
                    outType: %s
                    param:
                      - name: limit
                        type: query
                        dataType: %s
                    responseMessage:
                      - code: "404"
                        responseModel: %s
                    to: direct:probe
            """;

    @TempDir private Path directory;

    @Test
    void acceptsClassesThatAreThereAndPlainTypes() throws IOException {
        assertThat(problems("java.lang.String", "integer", "string")).isEmpty();
    }

    @Test
    void tellsClassesAndTypesThatDoNotExist() throws IOException {
        assertThat(problems("io.serai.Nothing", "int64", "java.lang.Thread.State"))
                .extracting(Problem::rule, Problem::line)
                .containsExactly(tuple("type", 7), tuple("type", 11), tuple("type", 14));
    }

    private List<Problem> problems(String outType, String dataType, String model)
            throws IOException {
        Path file = directory.resolve("probe.camel.yaml");
        Files.writeString(file, OPERATION.formatted(outType, dataType, model));
        Problems problems = new Problems();
        List<Yaml> entries =
                new ArrayList<>(new YamlReader("probe.camel.yaml", problems).read(file));
        new RestTypeRules(problems).check(RouteModel.of(entries).rests());
        return problems.list();
    }
}
