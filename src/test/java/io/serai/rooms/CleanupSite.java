package io.serai.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.events.NewEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A running application with rooms of any age, and a caller with an address of its own. */
final class CleanupSite {
    private static final String FILE = "schedules/room-cleanup.camel.yaml";
    private static final AtomicInteger CALLERS = new AtomicInteger();

    private final ConfigurableApplicationContext context;
    private final JdbcClient sql;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String address = "192.0.2." + CALLERS.incrementAndGet();

    private CleanupSite(ConfigurableApplicationContext context) {
        this.context = context;
        this.sql = context.getBean(JdbcClient.class);
    }

    /** Forgets what other tests left in the database. */
    static CleanupSite emptied(ConfigurableApplicationContext context) {
        CleanupSite site = new CleanupSite(context);
        for (String table :
                List.of(
                        "audit_entries",
                        "live_sessions",
                        "publish_keys",
                        "rooms",
                        "room_cleanups",
                        "stream_events",
                        "streams")) {
            site.sql.sql("DELETE FROM " + table).update();
        }
        site.happened().clear();
        return site;
    }

    JdbcClient sql() {
        return sql;
    }

    /** A room as it stands in the database. */
    record Stored(long stream, String id, String key) {
        String named() {
            return "{\"id\":\"" + id + "\",\"name\":\"the room\"}";
        }
    }

    Stored room(String type, String age) {
        return insert(sql, type, age);
    }

    void rooms(int number, String age) {
        for (int each = 0; each < number; each++) {
            room("rtmp", age);
        }
    }

    long stream(String surface, String age) {
        return insertStream(sql, surface, age);
    }

    private static long insertStream(JdbcClient database, String surface, String age) {
        return database.sql(
                        """
                        INSERT INTO streams (surface, title, created_at)
                        VALUES (:surface, 'the room', now() - CAST(:age AS interval)) RETURNING id
                        """)
                .param("surface", surface)
                .param("age", age)
                .query(Long.class)
                .single();
    }

    static Stored insert(JdbcClient database, String type, String age) {
        long stream = insertStream(database, "pixelcast", age);
        return database.sql(
                        """
                        WITH key AS (
                            INSERT INTO publish_keys (stream_id, kind, value)
                            VALUES (:stream, 'name', gen_random_uuid()) RETURNING value)
                        INSERT INTO rooms (id, name, stream_key, room_type, room_url, created_at, stream_id)
                        SELECT gen_random_uuid(), 'the room', value, :type, '/room/' || value,
                            now() - CAST(:age AS interval), :stream
                        FROM key
                        RETURNING stream_id, id, stream_key
                        """)
                .param("stream", stream)
                .param("type", type)
                .param("age", age)
                .query(
                        (row, number) ->
                                new Stored(row.getLong(1), row.getString(2), row.getString(3)))
                .single();
    }

    Stored onAir(Stored room, String state) {
        sql.sql(
                        """
                        INSERT INTO live_sessions (stream_id, publication, state, source, boot, client, path,
                            protocol, digest, started_at, suspect_since, ended_at, broadcast_id, broadcast_started_at)
                        VALUES (:stream, '', :state, 'srs', 'boot', 'client', 'path', 'rtmp', 'digest', now(),
                            CASE WHEN :state = 'suspect' THEN now() END,
                            CASE WHEN :state = 'ended' THEN now() ELSE 'infinity' END, 1, now())
                        """)
                .param("stream", room.stream())
                .param("state", state)
                .update();
        return room;
    }

    List<String> roomIds() {
        return sql.sql("SELECT id FROM rooms").query(String.class).list();
    }

    @SuppressWarnings("unchecked")
    List<NewEvent> happened() {
        return (List<NewEvent>) context.getBean("happened", List.class);
    }

    /** An operator changes the query; live, so that not every case needs a start. */
    void queryIs(String query) throws Exception {
        String text = Files.readString(Path.of("routes").resolve(FILE));
        int begin = text.indexOf("SELECT r.stream_id");
        int end = text.indexOf("LIMIT :?limit") + "LIMIT :?limit".length();
        load(text.substring(0, begin) + query + text.substring(end));
    }

    void queryAsShipped() throws Exception {
        load(Files.readString(Path.of("routes").resolve(FILE)));
    }

    private void load(String text) throws Exception {
        int begin = text.indexOf("- route:\n    id: room-cleanup\n");
        int end = text.indexOf("- routeConfiguration:");
        CamelContext camel = context.getBean(CamelContext.class);
        PluginHelper.getRoutesLoader(camel)
                .updateRoutes(
                        ResourceHelper.fromString(
                                "room-cleanup.camel.yaml", text.substring(begin, end)));
    }

    JsonNode status() {
        HttpResponse<String> answer = get("/api/cleanup/status");
        return json(answer.body());
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    HttpResponse<String> post(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder().POST(BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request, path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path) {
        try {
            return http.send(
                    request.uri(URI.create(RoomsApplication.url(context, path)))
                            .header("X-Real-IP", address)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
