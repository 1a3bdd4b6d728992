package io.serai.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.serai.Serai;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.ScriptedLiveKit;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** The whole application with the shipped routes, and an admin who calls it. */
final class AuditSite implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final RecordingDiscord discord = new RecordingDiscord();
    private final ScriptedSrs srs = ScriptedSrs.start();
    private final AtomicInteger people = new AtomicInteger();
    private final ScriptedLiveKit liveKit = ScriptedLiveKit.start();
    private final AtomicLong users = new AtomicLong(100);
    private final JdbcTemplate database;
    private long chatStream;
    private final ConfigurableApplicationContext context;

    AuditSite(Path directory) {
        DataSource fresh = TestPostgres.freshDatabase();
        database = new JdbcTemplate(fresh);
        context =
                new SpringApplicationBuilder(Serai.class)
                        .run(
                                "--server.port=0",
                                "--serai.data-dir=" + directory,
                                "--serai.accounts.jwt-secret=" + "of a test ".repeat(4),
                                "--serai.restream.encryption-key=" + "5e".repeat(32),
                                "--serai.database.url=" + TestPostgres.url(fresh),
                                "--serai.web.admin-token=let-me-in",
                                "--serai.web.rate-limits=false",
                                "--serai.notify.room-webhook-url=" + discord.webhook(1),
                                "--SRS_API_PORT=" + srs.api().getPort(),
                                "--LIVEKIT_URL=" + liveKit.url(),
                                "--LIVEKIT_API_KEY=" + ScriptedLiveKit.KEY,
                                "--LIVEKIT_API_SECRET=" + ScriptedLiveKit.SECRET);
    }

    ScriptedSrs srs() {
        return srs;
    }

    /** The id of a delivery that was given up. */
    long parkedDelivery() {
        return database.queryForObject(
                """
                INSERT INTO deliveries (subscription, stream_id, event_id, event_at, state)
                VALUES ('nobody', 1, 1, now(), 'parked') RETURNING id
                """,
                Long.class);
    }

    /** Somebody who may broadcast, whom a gateway knows. */
    long creator() {
        long user = users.incrementAndGet();
        call("GET", "/api/viewer/following", user, "");
        database.update(
                """
                INSERT INTO creator_applications (account_id, status, created_at, decided_at)
                VALUES (?, 'APPROVED', now(), now())
                """,
                user);
        return user;
    }

    /** Calls as somebody whom a gateway knows; the call has to succeed. */
    void call(String method, String path, long user, String body) {
        send(
                request(path)
                        .setHeader("X-User-ID", Long.toString(user))
                        .method(method, BodyPublishers.ofString(body))
                        .build());
    }

    /** Calls as an admin; the call has to succeed. */
    String post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    String put(String path, String body) {
        return send(request(path).PUT(BodyPublishers.ofString(body)).build());
    }

    String delete(String path) {
        return send("DELETE", path, "");
    }

    String send(String method, String path, String body) {
        return send(request(path).method(method, BodyPublishers.ofString(body)).build());
    }

    /** A stream whose chat is moderated. */
    long chatStream() {
        if (chatStream == 0) {
            chatStream =
                    call("POST", "/api/v1/live/create", "{\"title\":\"A concert\"}")
                            .get("id")
                            .asLong();
        }
        return chatStream;
    }

    /** The id of a message in its chat. */
    long chatMessage() {
        return database.queryForObject(
                """
                INSERT INTO chat_messages (stream_id, id, user_id, username, content, address, at)
                VALUES (?, nextval('chat_message_ids'), 'eve', 'Eve', 'hello', '', now()) RETURNING id
                """,
                Long.class,
                chatStream());
    }

    /** Somebody with an account of their own. */
    Person signUp() {
        String name = "person_" + people.incrementAndGet();
        JsonNode welcome =
                SeraiProcess.json(
                        post(
                                "/api/auth/sign-up/email",
                                """
                                {"name":"%1$s","username":"%1$s","email":"%1$s@example.org",
                                 "password":"correct horse"}
                                """
                                        .formatted(name)));
        return new Person(welcome.at("/user/id").asText(), welcome.get("token").asText());
    }

    /** Calls with a token of their own. */
    final class Person {
        private final String id;
        private final String token;

        private Person(String id, String token) {
            this.id = id;
            this.token = token;
        }

        String id() {
            return id;
        }

        String call(String method, String path, String body) {
            return send(
                    request(path)
                            .setHeader("Authorization", "Bearer " + token)
                            .method(method, BodyPublishers.ofString(body))
                            .build());
        }
    }

    JsonNode get(String path) {
        return SeraiProcess.json(send(request(path).build()));
    }

    /** Calls as somebody whom a gateway knows; the call has to succeed. */
    JsonNode call(String method, String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(address(path))
                        .header("X-User-ID", "77")
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        String answer = send(request);
        return answer.isEmpty() ? NullNode.getInstance() : SeraiProcess.json(answer);
    }

    /** A stream of theirs, and nothing else. */
    JsonNode stream() {
        get77("/api/v1/streams")
                .forEach(one -> call("DELETE", "/api/v1/streams/" + one.get("id"), ""));
        return call("POST", "/api/v1/streams", "");
    }

    /** The path of a destination of theirs. */
    String destination(String root) {
        String body =
                "{\"streamId\":%s,\"platform\":\"twitch\",\"streamKey\":\"k\"}"
                        .formatted(stream().get("id"));
        return root + "/" + call("POST", root, body).get("id");
    }

    private JsonNode get77(String path) {
        return SeraiProcess.json(
                send(HttpRequest.newBuilder(address(path)).header("X-User-ID", "77").build()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address(path)).header("Authorization", "Bearer let-me-in");
    }

    private URI address(String path) {
        String port = context.getEnvironment().getProperty("local.server.port");
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private String send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as("%s", request).isBetween(200, 299);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        srs.close();
        liveKit.close();
        discord.close();
        http.close();
    }
}
