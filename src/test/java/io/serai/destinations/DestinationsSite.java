package io.serai.destinations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.Serai;
import io.serai.testing.EventContract;
import io.serai.testing.OpenApiCheck;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The whole application with the shipped routes, behind a gateway that says who calls, and people
 * with streams who call it. Each call comes from an address of its own.
 */
final class DestinationsSite implements AutoCloseable {
    static final String ADMIN = "let-me-in";
    static final String TARGET = "rtmp://8.8.8.8/run";

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final AtomicLong users = new AtomicLong(100);
    private final AtomicLong callers = new AtomicLong();
    private final DataSource database = TestPostgres.freshDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final ConfigurableApplicationContext context;
    private final OpenApiCheck api;

    DestinationsSite(Path directory, String... settings) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--serai.data-dir=" + directory.resolve("data"),
                                "--serai.database.url=" + TestPostgres.url(database),
                                "--serai.accounts.jwt-secret=" + "of a test ".repeat(4),
                                "--serai.restream.encryption-key=" + "5e".repeat(32),
                                "--serai.web.admin-token=" + ADMIN,
                                "--serai.web.trusted-proxies=127.0.0.1"));
        List.of(settings).forEach(setting -> arguments.add("--" + setting));
        context = new SpringApplicationBuilder(Serai.class).run(arguments.toArray(String[]::new));
        api = OpenApiCheck.of(send("GET", "/openapi.json", 0, null).body());
    }

    /** What was answered. */
    record Reply(int status, JsonNode json, String body, HttpResponse<String> http) {
        String text(String pointer) {
            return json.at(pointer).asText();
        }

        long id() {
            return json.path("id").asLong();
        }
    }

    /** Everything that was answered so far. */
    List<String> answers() {
        return answers;
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    DataSource database() {
        return database;
    }

    URI address(String path) {
        return URI.create(
                "http://127.0.0.1:"
                        + context.getEnvironment().getProperty("local.server.port")
                        + path);
    }

    /** Somebody whom nobody has met. */
    long user() {
        return users.incrementAndGet();
    }

    /** A stream of theirs, as its owner is shown it. */
    Reply stream(long owner) {
        return post("/api/v1/streams", owner, "");
    }

    /** A destination with an address of its own. */
    Reply destination(long owner, long stream, String key) {
        return destination(owner, stream, key, TARGET);
    }

    Reply destination(long owner, long stream, String key, String target) {
        return post(
                "/api/v1/stream-destinations",
                owner,
                """
                {"streamId":%d,"platform":"custom","streamKey":"%s","rtmpUrl":"%s"}
                """
                        .formatted(stream, key, target));
    }

    Reply get(String path, long user) {
        return call("GET", path, user, null);
    }

    Reply post(String path, long user, String body) {
        return call("POST", path, user, body);
    }

    Reply put(String path, long user, String body) {
        return call("PUT", path, user, body);
    }

    Reply delete(String path, long user) {
        return call("DELETE", path, user, null);
    }

    /** Calls as an admin. */
    Reply admin(String method, String path) {
        return reply(method, path, send(method, path, 0, null, "Authorization", "Bearer " + ADMIN));
    }

    /** nginx-rtmp calls, without any proxy between. */
    Reply nginx(String hook, String form) {
        String path = "/api/v1/stream-update/" + hook;
        HttpRequest request =
                HttpRequest.newBuilder(address(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build();
        return reply("POST", path, send(request));
    }

    /** An answer that is held against its description. */
    Reply call(String method, String path, long user, String body, String... headers) {
        return reply(method, path, send(method, path, user, body, headers));
    }

    private Reply reply(String method, String path, HttpResponse<String> answer) {
        api.check(
                method,
                URI.create(path).getRawPath(),
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body());
        try {
            return new Reply(
                    answer.statusCode(), JSON.readTree(answer.body()), answer.body(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param user 0: nobody
     */
    private HttpResponse<String> send(
            String method, String path, long user, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (user > 0) {
            request.header("X-User-ID", Long.toString(user));
        }
        if (!List.of(headers).contains("X-Real-IP")) {
            long caller = callers.incrementAndGet();
            request.header("X-Real-IP", "198.51.%d.%d".formatted(caller / 250, caller % 250 + 1));
        }
        request.method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            answers.add(request.uri() + " " + answer.headers().map() + answer.body());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            EventContract.checkAll(jdbc);
        } finally {
            context.close();
            http.close();
        }
    }
}
