package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.OpenApiCheck;
import io.serai.testing.SeraiProcess;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a client sends, it gets an answer that /openapi.json knows, and soon. */
class FuzzIT {
    private static final int REQUESTS = 20_000;
    private static final int CLIENTS = 12;

    /** Less than Tomcat's own time-out for a connection. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Of a longer line Tomcat reads nothing, so Serai can't know the surface. */
    private static final int LONGEST_LINE = 8_000;

    /** Nothing listens where SRS should be, and there is no LiveKit, so these may say so. */
    private static final List<String> ASK_MEDIA_SERVERS =
            List.of(
                    "/api/srs-proxy/",
                    "/api/rtmp/",
                    "/api/hls/",
                    "/api/token",
                    "/health/srs",
                    "/rtc/v1/",
                    "/api/webhook/livekit",
                    "/api/stream/",
                    "/api/viewer/token");

    private static final Pattern ROOM_STREAM =
            Pattern.compile("room\\.created [^\\n]*stream=(\\d+)");

    /** Another run: {@code -Dserai.seed=...} with the printed number. */
    private static final long SEED = Long.getLong("serai.seed", System.nanoTime());

    @TempDir Path directory;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
    private SeraiProcess serai;
    private OpenApiCheck api;

    @AfterEach
    void stop() {
        serai.close();
    }

    @Test
    void answersEverythingAsDescribedAndGoesOn() throws InterruptedException {
        System.out.println("fuzz: -Dserai.seed=" + SEED);
        serai =
                SeraiProcess.in(directory)
                        .with("RATE_LIMITS", "off")
                        .with("TRUSTED_PROXIES", "127.0.0.1")
                        // Nothing listens there either, but webhooks are refused as wrongly signed.
                        .with("LIVEKIT_URL", "ws://127.0.0.1:9")
                        .with("LIVEKIT_API_KEY", "APIfuzz")
                        .with("LIVEKIT_API_SECRET", "a-secret-that-nobody-signs-with")
                        .start();
        api = OpenApiCheck.of(serai.get("/openapi.json").body());

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                long seed = SEED + client;
                threads.submit(() -> run(seed));
            }
        }

        System.out.println("fuzz: statuses " + statuses);
        assertThat(wrong).as("seed %d", SEED).isEmpty();
        assertThat(statuses.values().stream().mapToLong(LongAdder::sum).sum())
                .isEqualTo(CLIENTS * (REQUESTS / CLIENTS));
        assertThat(serai.logText())
                .doesNotContain("\tat ", "Exception", "http.failed", "hook.failed");
        goesOn();
    }

    private void run(long seed) {
        FuzzRequests requests = new FuzzRequests(api.document(), seed);
        try (FuzzClient client = new FuzzClient(serai.uri("/"), PATIENCE)) {
            for (int i = 0; i < REQUESTS / CLIENTS && wrong.size() < 20; i++) {
                one(client, requests.next());
            }
        } catch (IOException | RuntimeException e) {
            wrong.add("seed " + seed + ": " + e);
        }
    }

    private void one(FuzzClient client, FuzzRequests.Request request) throws IOException {
        try {
            FuzzClient.Reply reply = client.send(request);
            count(reply.status());
            try {
                check(request, reply);
            } catch (AssertionError e) {
                wrong.add(e.getMessage() + "\nto " + request + "\n" + reply);
            }
        } catch (FuzzClient.NoAnswer e) {
            count(0);
            if (!request.broken()) {
                wrong.add("No answer (" + e.getMessage() + ") to\n" + request);
            }
        } catch (SocketTimeoutException e) {
            wrong.add("No answer within " + PATIENCE + " to\n" + request);
            client.close();
        }
    }

    private void count(int status) {
        statuses.computeIfAbsent(status, first -> new LongAdder()).increment();
    }

    private void check(FuzzRequests.Request request, FuzzClient.Reply reply) {
        String path = request.target().replaceFirst("\\?.*", "");
        Optional<JsonNode> item = api.template(path).map(api.document().path("paths")::path);
        Optional<JsonNode> operation =
                item.map(one -> one.path(request.method().toLowerCase(Locale.ROOT)));
        if (reply.status() >= 500) {
            // HEAD is described by GET.
            boolean described =
                    (request.method().equals("HEAD") ? item.map(one -> one.path("get")) : operation)
                            .map(op -> op.path("responses").path(Integer.toString(reply.status())))
                            .filter(response -> !response.isMissingNode())
                            .isPresent();
            boolean away = described && ASK_MEDIA_SERVERS.stream().anyMatch(path::startsWith);
            boolean unknown = reply.status() == 501 || reply.status() == 505;
            assertThat(away || unknown).as("5xx").isTrue();
        }
        boolean empty = request.method().equals("HEAD") || request.method().equals("OPTIONS");
        boolean known =
                operation.filter(op -> op.isObject()).isPresent()
                        && (reply.status() < 400 || !standard(request, path, reply));
        if (known && !request.broken()) {
            api.check(
                    request.method(),
                    request.target(),
                    reply.status(),
                    reply.header("Content-Type"),
                    reply.body());
        } else if (!empty && reply.status() >= 400) {
            assertThat(standard(request, path, reply))
                    .as("an error in the form of a surface")
                    .isTrue();
        }
    }

    /**
     * Whether the body is what the path's surface says of this status by itself; of a path that is
     * odd or was not read, what any surface says.
     */
    private static boolean standard(
            FuzzRequests.Request request, String path, FuzzClient.Reply reply) {
        boolean plain =
                request.target().length() < LONGEST_LINE && path.matches("(/[A-Za-z0-9_-]+)+");
        Stream<HttpSurface> surfaces =
                plain ? Stream.of(HttpSurface.of(path)) : Arrays.stream(HttpSurface.values());
        return reply.header("Content-Type").startsWith("application/json")
                && surfaces.map(surface -> surface.errorForm().standard(reply.status()))
                        .map(answer -> new String(answer.body(), StandardCharsets.UTF_8))
                        .anyMatch(reply.body()::equals);
    }

    /** A room can be made and goes live, and every room's first event is still there. */
    private void goesOn() {
        String key = serai.createRoom("rtmp").get("streamKey").asText();
        String hook =
                "{\"server_id\":\"s\",\"service_id\":\"1\",\"client_id\":\"c\",\"app\":\"live\",\"stream\":\"%s\"}"
                        .formatted(key);
        assertThat(serai.postJson("/api/srs/publish", hook).body()).contains("\"code\":0");
        assertThat(serai.postJson("/api/srs/unpublish", hook).body()).contains("\"code\":0");

        List<Long> streams =
                ROOM_STREAM
                        .matcher(serai.logText())
                        .results()
                        .map((MatchResult found) -> Long.parseLong(found.group(1)))
                        .toList();
        assertThat(streams).hasSizeGreaterThan(10);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                assertThat(serai.eventTypes(streams.getLast()))
                                        .startsWith("room.created", "stream.live", "stream.ended"));
        assertThat(streams)
                .allSatisfy(
                        stream -> assertThat(serai.eventTypes(stream)).startsWith("room.created"));
    }
}
