package io.serai.broadcasts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.Serai;
import io.serai.common.StreamId;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.SeraiProcess;
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
import javax.sql.DataSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application with a scripted SRS, called as a gateway on this machine calls it. */
final class BroadcastSite implements AutoCloseable {
    static final String FORM = "application/x-www-form-urlencoded";
    static final String JSON = "application/json";

    final ScriptedSrs srs = ScriptedSrs.start();
    final ConfigurableApplicationContext context;
    final JdbcClient sql;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * @param settings as {@code --serai.broadcasts.end-grace=30s}
     */
    BroadcastSite(Path directory, Class<?>[] more, String... settings) {
        DataSource fresh = TestPostgres.freshDatabase();
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--serai.data-dir=" + directory,
                                "--serai.accounts.jwt-secret=" + "of a test ".repeat(4),
                                "--serai.restream.encryption-key=" + "5e".repeat(32),
                                "--serai.database.url=" + TestPostgres.url(fresh),
                                "--serai.web.admin-token=let-me-in",
                                "--SRS_API_PORT=" + srs.api().getPort()));
        arguments.addAll(List.of(settings));
        context =
                new SpringApplicationBuilder(Serai.class)
                        .sources(more)
                        .run(arguments.toArray(String[]::new));
        sql = JdbcClient.create(fresh);
    }

    @Override
    public void close() {
        context.close();
        srs.close();
        http.close();
    }

    /** A broadcast with its owner and its key. */
    record Made(StreamId stream, long owner, String key) {
        /** The hook by its id and token, as JSON. */
        String hook() {
            return hook("");
        }

        /** The same of one connection to SRS. */
        String hook(String client) {
            return "{\"server_id\":\"vid-1\",\"service_id\":\"s\",\"client_id\":\"%s\",\"app\":\"live\",\"stream\":\"%s\",\"param\":\"?token=%s\"}"
                    .formatted(client, stream, key);
        }
    }

    Made create(long owner) {
        HttpResponse<String> made = post("/api/v1/live/create", "{\"title\":\"A concert\"}", owner);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode json = SeraiProcess.json(made.body());
        return new Made(
                new StreamId(json.get("id").asLong()), owner, json.get("stream_key").asText());
    }

    /** The status of the answer to one of live-service's callbacks. */
    int callback(String event, String body) {
        return post("/api/v1/callbacks/" + event, body, 0).statusCode();
    }

    /** The code in the answer to one of SRS's hooks. */
    int hook(String event, String body) {
        return SeraiProcess.json(post("/api/srs/" + event, body, 0).body()).get("code").asInt();
    }

    String status(Made broadcast) {
        return json("/api/v1/live/" + broadcast.stream(), 0).get("status").asText();
    }

    /** What an answer holds for a user; 0 is nobody. */
    JsonNode json(String path, long user) {
        return SeraiProcess.json(get(path, user).body());
    }

    HttpResponse<String> get(String path, long user) {
        return send(request(path, user));
    }

    HttpResponse<String> post(String path, String body, long user) {
        return post(path, body, JSON, user);
    }

    HttpResponse<String> post(String path, String body, String type, long user) {
        return send(
                request(path, user)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String path, long user) {
        String port = context.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return user == 0 ? request : request.header("X-User-ID", Long.toString(user));
    }
}
