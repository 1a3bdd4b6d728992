package io.serai.studio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.accounts.TieChanged;
import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import io.serai.events.NewEvent;
import io.serai.events.StreamEvent;
import io.serai.testing.EventContract;
import io.serai.testing.OpenApiCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What tests do to a {@link StudioApplication}: people, calls, and what media servers would say.
 */
final class StudioSite implements AutoCloseable {
    private static final AtomicLong USERS = new AtomicLong(1000);
    private static final JsonMapper JSON = new JsonMapper();

    final ConfigurableApplicationContext context;
    final JdbcTemplate jdbc;
    private final HttpClient http = HttpClient.newHttpClient();
    private final OpenApiCheck api;

    StudioSite(ConfigurableApplicationContext context) {
        this.context = context;
        this.jdbc = context.getBean(JdbcTemplate.class);
        this.api = OpenApiCheck.of(call("GET", "/openapi.json", null, null).body());
    }

    /** What was answered. */
    record Reply(int status, JsonNode json, String body, HttpResponse<String> http) {
        String text(String pointer) {
            return json.at(pointer).asText();
        }
    }

    /** Somebody whom nobody has met; a gateway knows them. */
    UserId somebody() {
        UserId user = new UserId(USERS.incrementAndGet());
        call("GET", "/api/viewer/following", user, null);
        return user;
    }

    /** Somebody who may broadcast. */
    UserId creator() {
        UserId user = somebody();
        apply(user, "APPROVED");
        return user;
    }

    void apply(UserId user, String status) {
        jdbc.update(
                "INSERT INTO creator_applications (account_id, status, created_at, decided_at)"
                        + " VALUES (?, ?, now(), CASE WHEN ? <> 'PENDING' THEN now() END)",
                user.value(),
                status,
                status);
    }

    /** A creator whose stream exists, with an ingress. */
    UserId streamer(String title) {
        UserId creator = creator();
        Reply created = post("/api/stream/create", creator, "{\"title\":\"" + title + "\"}");
        if (created.status() != 201) {
            throw new IllegalStateException(created.body());
        }
        return creator;
    }

    long stream(UserId creator) {
        Long id =
                jdbc.queryForObject(
                        "SELECT stream_id FROM studio_streams WHERE owner_id = ?",
                        Long.class,
                        creator.value());
        return id == null ? 0 : id;
    }

    /** The creator's encoder is on air, as the rules would write it. */
    long goLive(UserId creator, Instant at, int viewers) {
        Long id =
                jdbc.queryForObject(
                        "INSERT INTO live_sessions (stream_id, publication, state, source, boot,"
                            + " client, path, protocol, digest, started_at, broadcast_id,"
                            + " broadcast_started_at, peak_viewers, last_viewers) VALUES (?, '',"
                            + " 'open', 'livekit', '', ?, (SELECT ingress_id FROM studio_streams"
                            + " WHERE owner_id = ?), 'rtmp', '', ?, 1, ?, ?, ?) RETURNING id",
                        Long.class,
                        stream(creator),
                        "client-" + creator,
                        creator.value(),
                        at.atOffset(ZoneOffset.UTC),
                        at.atOffset(ZoneOffset.UTC),
                        viewers,
                        viewers);
        return id == null ? 0 : id;
    }

    void goOff(UserId creator, Instant at) {
        jdbc.update(
                "UPDATE live_sessions SET state = 'ended', ended_at = ?, reason = 'unpublish',"
                        + " suspect_since = NULL WHERE stream_id = ? AND state <> 'ended'",
                at.atOffset(ZoneOffset.UTC),
                stream(creator));
    }

    /** As the accounts do it: the tie, and what features add to its transaction. */
    void tie(UserId who, TieChanged.Kind kind, UserId whom) {
        context.getBean(TransactionTemplate.class)
                .executeWithoutResult(
                        tx -> {
                            write(who, kind, whom);
                            SqlBatch batch = new SqlBatch();
                            context.getBean(TieChanged.class)
                                    .changed(who, whom, kind, Instant.now(), batch);
                            batch.run(jdbc);
                        });
    }

    private void write(UserId who, TieChanged.Kind kind, UserId whom) {
        String statement =
                switch (kind) {
                    case FOLLOWED ->
                            "INSERT INTO follows (follower_id, followed_id, created_at) VALUES (?,"
                                    + " ?, now())";
                    case UNFOLLOWED ->
                            "DELETE FROM follows WHERE follower_id = ? AND followed_id = ?";
                    case BLOCKED ->
                            "INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (?, ?,"
                                    + " now())";
                    case UNBLOCKED -> "DELETE FROM blocks WHERE blocker_id = ? AND blocked_id = ?";
                };
        jdbc.update(statement, who.value(), whom.value());
    }

    /** Events of a stream so far. */
    List<NewEvent> events(long stream) {
        return happened().stream().filter(event -> event.stream().value() == stream).toList();
    }

    List<String> eventTypes(long stream) {
        return events(stream).stream().map(NewEvent::type).toList();
    }

    /** Gives the latest event of a stream to a reaction. */
    Exchange deliverLast(String reaction, long stream) {
        return deliver(reaction, events(stream).getLast());
    }

    Exchange deliver(String reaction, NewEvent event) {
        return StudioApplication.deliver(
                context,
                reaction,
                new StreamEvent(
                        1, event.stream(), event.type(), event.at(), event.detail(), 1, false));
    }

    Reply get(String path, UserId... user) {
        return reply("GET", path, user.length == 0 ? null : user[0], null);
    }

    Reply post(String path, UserId user, String body) {
        return reply("POST", path, user, body);
    }

    Reply put(String path, UserId user, String body) {
        return reply("PUT", path, user, body);
    }

    Reply delete(String path, UserId user) {
        return reply("DELETE", path, user, null);
    }

    /** Each answer is held against its description. */
    Reply reply(String method, String path, UserId user, String body, String... headers) {
        HttpResponse<String> answer = call(method, path, user, body, headers);
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

    private HttpResponse<String> call(
            String method, String path, UserId user, String body, String... headers) {
        List<String> lines = new ArrayList<>(List.of(headers));
        if (user != null) {
            lines.addAll(List.of("X-User-ID", user.toString()));
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(StudioApplication.url(context, path)));
        if (!lines.isEmpty()) {
            request.headers(lines.toArray(String[]::new));
        }
        request.method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private List<NewEvent> happened() {
        return (List<NewEvent>) context.getBean("happened");
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
