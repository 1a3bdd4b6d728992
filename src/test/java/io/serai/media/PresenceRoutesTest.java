package io.serai.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.TestClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Presence, and what works where no SRS is configured. */
class PresenceRoutesTest {
    private static final String LONGEST = "%C3%A4".repeat(128);

    private static ConfigurableApplicationContext context;
    private static Browser browser;

    @BeforeAll
    static void start(@TempDir Path directory) {
        context =
                MediaApplication.start(
                        directory, List.of(), "serai.media.presence.most-per-room=2");
        browser = new Browser(context);
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.close();
    }

    @Test
    void tellsWhoIsInARoom() {
        HttpResponse<String> joined = browser.post("/presence?room=r%201&identity=Ann&action=join");
        assertThat(joined.statusCode()).isEqualTo(200);
        assertThat(joined.body()).isEqualTo("{\"success\":true}");
        browser.post("/presence?room=r%201&identity=Bob");

        assertThat(browser.get("/presence?room=r%201").body())
                .isEqualTo("{\"room\":\"r 1\",\"participants\":[\"Ann\",\"Bob\"],\"count\":2}");

        assertThat(browser.post("/presence?room=r%201&identity=Ann&action=leave").body())
                .isEqualTo("{\"success\":true}");
        assertThat(browser.get("/presence?room=r%201").body())
                .isEqualTo("{\"room\":\"r 1\",\"participants\":[\"Bob\"],\"count\":1}");

        context.getBean(TestClock.class).pass(Duration.ofSeconds(30));
        assertThat(browser.get("/presence?room=r%201").body())
                .isEqualTo("{\"room\":\"r 1\",\"participants\":[],\"count\":0}");
    }

    @Test
    void takesIdentitiesOfUpTo128Characters() {
        assertThat(browser.post("/presence?room=long&identity=" + LONGEST).statusCode())
                .isEqualTo(200);
        assertThat(browser.json("/presence?room=long").at("/participants/0").asText())
                .isEqualTo("ä".repeat(128));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/presence",
                "/presence?room=r",
                "/presence?identity=i",
                "/presence?room=&identity=i",
                "/presence?room=r&identity="
            })
    void asksForRoomAndIdentity(String path) {
        HttpResponse<String> answer = browser.post(path);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Missing room or identity parameter\"}");
    }

    @Test
    void refusesNamesThatAreTooLong() {
        assertThat(browser.post("/presence?room=r&identity=a" + LONGEST).statusCode())
                .isEqualTo(400);
        assertThat(browser.post("/presence?identity=r&room=a" + LONGEST).statusCode())
                .isEqualTo(400);
        assertThat(browser.get("/presence?room=a" + LONGEST).statusCode()).isEqualTo(400);
    }

    @Test
    void asksForTheRoom() {
        HttpResponse<String> answer = browser.get("/presence?identity=i");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Missing room parameter\"}");
    }

    @Test
    void saysThatARoomIsFull() {
        browser.post("/presence?room=small&identity=a");
        browser.post("/presence?room=small&identity=b");

        HttpResponse<String> answer = browser.post("/presence?room=small&identity=c");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"error\":\"The room is full\"}");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
    }

    @Test
    void describesItself() {
        JsonNode api = Browser.json(browser.get("/../../openapi.json"));

        assertThat(api.path("paths").propertyStream().map(Map.Entry::getKey))
                .contains(
                        "/api/srs-proxy/whip",
                        "/api/srs-proxy/whep",
                        "/api/srs-proxy/streams",
                        "/api/srs-proxy/streams/stop",
                        "/api/srs-proxy/monitor",
                        "/api/srs-proxy/presence");
        assertThat(
                        api.at("/components/schemas")
                                .propertyStream()
                                .filter(one -> one.getKey().contains("Monitor"))
                                .flatMap(one -> one.getValue().path("properties").propertyStream())
                                .map(Map.Entry::getKey))
                .contains("isConnected", "serverVersion", "loadAverage", "streamInfo", "now_ms");
    }

    @Test
    void saysThatThereIsNoSrs() {
        String nothing =
                "{\"error\":\"Internal server error\",\"details\":\"SRS: No SRS is configured\"}";
        assertThat(browser.get("/streams").body()).isEqualTo(nothing);
        assertThat(browser.get("/monitor?roomName=r").body()).isEqualTo(nothing);
        assertThat(browser.post("/streams/stop?stream=s").body()).isEqualTo(nothing);
        HttpResponse<String> offer = browser.offer("/whip?app=a&stream=s", "v=0");
        assertThat(offer.statusCode()).isEqualTo(500);
        assertThat(offer.body()).isEqualTo(nothing);
    }
}
