package io.serai.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The packaged program as a process of its own, with the repository's routes, on a free loopback
 * port. The port stays the same over restarts, so that media servers find it again.
 */
public final class SeraiProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "serai.jar").toAbsolutePath();
    private static final Path ROUTES = Path.of("routes").toAbsolutePath();
    private static final Duration START = Duration.ofSeconds(60);

    /** Most tests run a process for seconds: the second compiler would never pay. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-Xmx400m");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final Path directory;
    private final int port = freePort();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<Process> process = Optional.empty();
    private Form form = Form.QUICK;
    private Optional<OpenApiCheck> api = Optional.empty();

    /** How it is started: from the image's layout to be quick, as the image does, or the jar. */
    private enum Form {
        QUICK,
        IMAGE,
        JAR
    }

    private SeraiProcess(Path directory) {
        this.directory = directory;
        environment.put("PORT", Integer.toString(port));
        environment.put("SERAI_DATA_DIR", directory.resolve("data").toString());
        // With a database of its own Serai makes no secrets.
        environment.put("SERAI_JWT_SECRET", "a secret of a test, long enough to sign");
        // Strong hashes are slow, and tests sign up more people than a service does.
        environment.put("SERAI_ACCOUNTS_HASHCOST", "4");
        environment.put("ROUTES_DIR", ROUTES.toString());
        environment.put("SRS_API_PORT", Integer.toString(freePort()));
        environment.put("SERAI_ADMIN_TOKEN", "an-admin-token");
        environment.put("RECONCILE_INTERVAL", "1s");
        // Tests call more often from one address than people do.
        environment.put("RATE_LIMITS", "off");
    }

    /** Not started yet; works in this directory. */
    public static SeraiProcess in(Path directory) {
        return new SeraiProcess(directory);
    }

    /** Sets an environment variable for the next start. */
    public SeraiProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts exactly as the container image does, and only if the JVM takes its cache. */
    public SeraiProcess asImage() {
        form = Form.IMAGE;
        return this;
    }

    /** Starts the one jar, as somebody does who has just built it. */
    public SeraiProcess asJar() {
        form = Form.JAR;
        return this;
    }

    /** Starts and waits until it is ready. */
    public SeraiProcess start() {
        launch();
        Awaitility.await("ready, see " + log())
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !running() || ready());
        if (!running()) {
            throw new IllegalStateException("Serai ended at its start:\n" + logText());
        }
        if (api.isEmpty()) {
            api = Optional.of(OpenApiCheck.of(get("/openapi.json").body()));
        }
        return this;
    }

    /** Starts without waiting for anything. */
    public SeraiProcess launch() {
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.directory((form == Form.JAR ? directory : ImageLayout.ready()).toFile());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        try {
            process = Optional.of(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                switch (form) {
                    case QUICK -> SHORT_LIVED;
                    case IMAGE -> List.of("-XX:AOTMode=on");
                    case JAR -> List.of("--enable-native-access=ALL-UNNAMED", "-Xmx400m");
                });
        command.addAll(
                form == Form.JAR
                        ? List.of("-jar", JAR.toString())
                        : List.of("@java.options", "-jar", "serai.jar"));
        return command;
    }

    public boolean running() {
        return process.filter(Process::isAlive).isPresent();
    }

    public long pid() {
        return process.orElseThrow().pid();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.orElseThrow().destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** SIGTERM, then waits; answers the exit code. */
    public int terminate(Duration atMost) {
        process.orElseThrow().destroy();
        return awaitExit(atMost);
    }

    public int awaitExit(Duration atMost) {
        try {
            if (!process.orElseThrow().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Serai still runs after " + atMost);
            }
            return process.orElseThrow().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    public HttpResponse<String> post(String path, String type, String body, String... headers) {
        return send(
                request(path, headers)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    public HttpResponse<String> postJson(String path, String body) {
        return post(path, "application/json", body);
    }

    /** A call to the admin API. */
    public JsonNode admin(String path) {
        HttpResponse<String> answer = get(path, "Authorization", "Bearer an-admin-token");
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    path + ": " + answer.statusCode() + " " + answer.body());
        }
        return json(answer.body());
    }

    /** Creates a room of this type and answers it. */
    public JsonNode createRoom(String type) {
        return json(postJson("/api/rooms", "{\"type\":\"%s\"}".formatted(type)).body()).get("room");
    }

    public static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events of all streams up to this id, oldest first, as type per line. */
    public List<String> eventTypes(long stream) {
        List<String> types = new ArrayList<>();
        admin("/api/admin/events?stream=" + stream)
                .get("events")
                .forEach(event -> types.addFirst(event.get("type").asText()));
        return types;
    }

    /** The newest session of a stream that has been on air; missing if there is none. */
    public JsonNode newestSession(long stream) {
        JsonNode sessions = admin("/api/admin/sessions?stream=" + stream).get("sessions");
        for (JsonNode session : sessions) {
            boolean contends = session.path("state").asText().equals("contender");
            // Why somebody went who was let in beside the one on air.
            boolean contended =
                    List.of("refuted", "closed").contains(session.path("reason").asText());
            if (!contends && !contended) {
                return session;
            }
        }
        return sessions.path(sessions.size());
    }

    public Path log() {
        return directory.resolve("serai.log");
    }

    public String logText() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a request; once Serai has been ready, its answers are held against their description.
     */
    public HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            // Tests ask media servers by the same client.
            api.filter(known -> request.uri().getPort() == port)
                    .ifPresent(
                            description ->
                                    description.check(
                                            request.method(),
                                            request.uri().getRawPath(),
                                            answer.statusCode(),
                                            answer.headers().firstValue("Content-Type").orElse(""),
                                            answer.body()));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops it in an orderly way, so that its database stops as well. */
    @Override
    public void close() {
        if (!running()) {
            launchToCleanUp();
        }
        if (running()) {
            process.orElseThrow().destroy();
            try {
                if (!process.orElseThrow().waitFor(15, TimeUnit.SECONDS)) {
                    process.orElseThrow().destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        http.close();
    }

    /** After a kill the embedded PostgreSQL lives on; only Serai knows how to end it. */
    private void launchToCleanUp() {
        boolean orphan =
                Files.exists(directory.resolve("data/postgres/postmaster.pid"))
                        || Files.exists(directory.resolve("data/postgres/data/postmaster.pid"));
        if (orphan) {
            start();
        }
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    private boolean ready() {
        try {
            return get("/health").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
