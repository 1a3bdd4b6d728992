package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.web.EdgeApplication.FakeDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class SystemRoutesTest {
    private static final String DISCONNECTED = "\"database\":{\"connected\":false,\"stats\":null}";

    private static final String FAILED =
            "{\"success\":true,\"connected\":false,\"stats\":null,"
                    + "\"message\":\"Database connection failed\"}";

    private ConfigurableApplicationContext context;
    private FakeDatabase database;
    private RawHttp http;

    @BeforeEach
    void start(@TempDir Path directory) {
        EdgeApplication.writeRoutes(directory.resolve("routes"));
        context = EdgeApplication.start(directory.resolve("routes"));
        database = context.getBean(FakeDatabase.class);
        http = new RawHttp(EdgeApplication.port(context));
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void tellsItsHealthAsPixelCastDid() {
        assertThat(http.get("/health", ""))
                .startsWith("HTTP/1.1 200")
                .containsPattern(
                        "\"status\":\"ok\",\"timestamp\":\"[0-9T:.-]+Z\",\"version\":\"1.0.0\"")
                .contains(
                        "\"database\":{\"connected\":true,\"stats\":{\"roomCount\":3,\"tablesInfo\":"
                            + "[{\"name\":\"rooms\",\"schema\":\"public\"}]}}",
                        "\"details\":{\"notice\":{\"webhook\":\"disabled\"}}");
    }

    @Test
    void staysHealthyWhileTheDatabaseIsDown() {
        database.down = true;

        assertThat(http.get("/health", ""))
                .startsWith("HTTP/1.1 200")
                .contains("\"status\":\"ok\"", DISCONNECTED);
    }

    @Test
    void answersSoonWhileTheDatabaseHangs() {
        database.hangs = new CountDownLatch(1);
        long begin = System.nanoTime();

        assertThat(http.get("/health", "")).startsWith("HTTP/1.1 200").contains(DISCONNECTED);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1500));
        database.hangs.countDown();
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(http.get("/health", "")).contains("\"connected\":true"));
    }

    @Test
    void testsTheDatabaseAsPixelCastDid() {
        assertThat(http.get("/api/test/database", ""))
                .startsWith("HTTP/1.1 200")
                .endsWith(
                        "{\"success\":true,\"connected\":true,\"stats\":{\"roomCount\":3,\"tablesInfo\":"
                            + "[{\"name\":\"rooms\",\"schema\":\"public\"}]},\"message\":\"Database"
                            + " is working correctly\"}");
        assertThat(http.request("POST", "/api/test/database", "", ""))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: GET");
    }

    @Test
    void tellsThatTheDatabaseDoesNotAnswer() {
        database.down = true;
        assertThat(http.get("/api/test/database", "")).startsWith("HTTP/1.1 200").endsWith(FAILED);
    }

    @Test
    void doesNotWaitForADatabaseThatHangs() {
        database.hangs = new CountDownLatch(1);
        assertThat(http.get("/api/test/database", "")).startsWith("HTTP/1.1 200").endsWith(FAILED);
        database.hangs.countDown();
    }

    @Test
    void tellsThatTheDatabaseIsBrokenWithoutDetails() {
        database.broken = true;
        assertThat(http.get("/api/test/database", ""))
                .startsWith("HTTP/1.1 500")
                .endsWith(
                        "{\"success\":false,\"connected\":false,"
                                + "\"error\":\"The database refused the question\"}");
        assertThat(http.get("/health", "")).startsWith("HTTP/1.1 200").contains(DISCONNECTED);
    }

    @Test
    void showsWhatIsServed() {
        assertThat(http.get("/", ""))
                .startsWith("HTTP/1.1 200")
                .contains("\"message\":\"PixelCast Backend API\"", "\"version\":\"1.0.0\"");
    }
}
