package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

class EventSchemasControllerTest {
    private static ConfigurableApplicationContext context;
    private static RawHttp http;

    @BeforeAll
    static void start(@TempDir Path directory) {
        EdgeApplication.writeRoutes(directory.resolve("routes"));
        context = EdgeApplication.start(directory.resolve("routes"));
        http = new RawHttp(EdgeApplication.port(context));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void servesTheSchemaOfAnEvent() {
        assertThat(http.get("/schemas/events/stream.live.v1.json", ""))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: application/schema+json", "\"title\": \"stream.live\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"stream.live.v2.json", "stream.live.json", "..%5capplication.yaml", "x"})
    void knowsNoOther(String file) {
        assertThat(http.get("/schemas/events/" + file, "")).startsWith("HTTP/1.1 40");
    }
}
