package io.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripted SRS is like the one that was recorded. */
class ScriptedSrsTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final ScriptedSrs srs = ScriptedSrs.start();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        srs.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/versions, versions, /data",
        "GET, /api/v1/summaries, summaries, /data/system",
        "GET, /api/v1/streams/, streams, /streams/0",
        "GET, /api/v1/streams/, streams, /streams/0/publish",
        "GET, /api/v1/clients/, clients, /clients/0",
        "GET, /api/v1/clients/f2z61342, client_one, /client",
        "DELETE, /api/v1/clients/f2z61342, client_delete, ''"
    })
    void answersInTheRecordedForm(String method, String path, String recorded, String place)
            throws Exception {
        srs.publish("/live/123", "f2z61342");

        JsonNode answer = JSON.readTree(send(method, path).body());
        JsonNode fixture = recorded(recorded);

        assertThat(names(answer)).isEqualTo(names(fixture));
        assertThat(names(answer.at(place))).isEqualTo(names(fixture.at(place))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', 10", "?count=3, 10", "?start=20&count=10, 5", "?start=0&count=10000, 25"})
    void pagesAsSrsDoes(String query, int expected) throws Exception {
        IntStream.range(0, 25).forEach(n -> srs.publish("/live/" + n, "client" + n));

        String body = send("GET", "/api/v1/streams/" + query).body();

        assertThat(JSON.readTree(body).get("streams")).hasSize(expected);
    }

    @Test
    void redirectsWithoutTheSlash() throws Exception {
        HttpResponse<String> answer = send("GET", "/api/v1/streams?count=50");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/v1/streams/?count=50");
    }

    @Test
    void aKickedPublisherLeavesItsStreamToThePlayers() throws Exception {
        srs.publish("/live/123", "publisher");
        srs.play("/live/123", "player");

        send("DELETE", "/api/v1/clients/publisher");
        JsonNode left = JSON.readTree(send("GET", "/api/v1/streams/").body()).at("/streams/0");
        send("DELETE", "/api/v1/clients/player");
        JsonNode none = JSON.readTree(send("GET", "/api/v1/streams/").body()).at("/streams");

        assertThat(left.at("/publish").toString()).isEqualTo("{\"active\":false}");
        assertThat(none).isEmpty();
        assertThat(srs.kicked()).containsExactly("publisher", "player");
    }

    @Test
    void keepsItsServerIdOverARestartButNotOverAReinstallation() {
        String server = srs.server();
        String service = srs.service();

        srs.restart();
        assertThat(srs.server()).isEqualTo(server);
        assertThat(srs.service()).isNotEqualTo(service);

        srs.reinstall();
        assertThat(srs.server()).isNotEqualTo(server);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(srs.api().resolve(path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode recorded(String name) throws IOException {
        try (InputStream file =
                ScriptedSrsTest.class.getResourceAsStream("/fixtures/srs-api/" + name + ".txt")) {
            String answer = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return JSON.readTree(answer.substring(answer.indexOf('{')));
        }
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
