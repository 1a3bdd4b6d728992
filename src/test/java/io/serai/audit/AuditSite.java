package io.serai.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.Serai;
import io.serai.testing.RecordingDiscord;
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
    private final JdbcTemplate database;
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
                                "--serai.database.url=" + TestPostgres.url(fresh),
                                "--serai.web.admin-token=let-me-in",
                                "--serai.notify.room-webhook-url=" + discord.webhook(1),
                                "--SRS_API_PORT=" + srs.api().getPort());
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

    /** Calls as an admin; the call has to succeed. */
    String post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    String put(String path, String body) {
        return send(request(path).PUT(BodyPublishers.ofString(body)).build());
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

    private HttpRequest.Builder request(String path) {
        String address = "http://127.0.0.1:";
        return HttpRequest.newBuilder(
                        URI.create(
                                address
                                        + context.getEnvironment().getProperty("local.server.port")
                                        + path))
                .header("Authorization", "Bearer let-me-in");
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
        discord.close();
        http.close();
    }
}
