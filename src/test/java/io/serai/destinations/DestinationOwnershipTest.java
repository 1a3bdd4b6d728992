package io.serai.destinations;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.destinations.DestinationsSite.Reply;
import io.serai.testing.ServerSentEvents;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what: the owner, somebody else, nobody; and with streams of every surface. */
class DestinationOwnershipTest {
    private static final String ROOT = "/api/v1/stream-destinations";
    private static final String EVENTS = "/api/v1/stream-destination-events";
    private static final String NOT_YOUR_STREAM =
            "{\"error\":\"Access denied: You do not own this stream\","
                    + "\"message\":\"Access denied: You do not own this stream\",\"details\":[]}";
    private static final String NOT_YOURS =
            "{\"error\":\"Access denied: Destination not found or you do not own it\","
                    + "\"message\":\"Access denied: Destination not found or you do not own it\","
                    + "\"details\":[]}";

    private static DestinationsSite site;
    private static long owner;
    private static Reply stream;
    private static Reply destination;

    @BeforeAll
    static void start(@TempDir Path directory) {
        site = new DestinationsSite(directory);
        owner = site.user();
        stream = site.stream(owner);
        destination = site.destination(owner, stream.id(), "k");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,''",
        "GET,/metadata",
        "GET,/stream/1",
        "GET,/1",
        "GET,/1/status",
        "GET,/1/runs",
        "GET,/1/log",
        "POST,''",
        "PUT,/1",
        "DELETE,/1"
    })
    void tellsNobodyAnything(String method, String path) {
        Reply refusal = site.call(method, ROOT + path, 0, method.equals("PUT") ? "{}" : null);

        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.body())
                .isEqualTo(
                        "{\"error\":\"Unauthorized\",\"message\":\"Unauthorized\",\"details\":[]}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/v1/streams",
        "GET,/api/v1/stream-destination-events",
        "POST,/api/v1/streams",
        "POST,/api/v1/streams/close",
        "DELETE,/api/v1/streams/1"
    })
    void showsNobodyAnyStream(String method, String path) {
        assertThat(site.call(method, path, 0, null).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"'',404", "/status,404", "/runs,404", "/log,404"})
    void hidesADestinationFromOthers(String path, int status) {
        String other = ROOT + "/" + destination.id() + path;

        Reply hidden = site.get(other, site.user());
        Reply missing = site.get(ROOT + "/999999" + path, owner);

        assertThat(hidden.status()).isEqualTo(status);
        assertThat(hidden.body())
                .as("not to be told from one that there is not")
                .isEqualTo(missing.body());
        assertThat(site.get(other, owner).status()).isEqualTo(200);
    }

    @Test
    void letsOnlyTheOwnerChangeAndDelete() {
        long other = site.user();
        String path = ROOT + "/" + destination.id();

        assertThat(site.put(path, other, "{\"enabled\":false}").body()).isEqualTo(NOT_YOURS);
        assertThat(site.put(path, other, "{\"enabled\":false}").status()).isEqualTo(403);
        assertThat(site.delete(path, other).body()).isEqualTo(NOT_YOURS);
        assertThat(site.delete(ROOT + "/999999", other).body()).isEqualTo(NOT_YOURS);
        assertThat(site.get(path, owner).body()).isEqualTo(destination.body());
    }

    @Test
    void letsOnlyTheOwnerOfAStreamSendItOn() {
        long other = site.user();

        Reply refusal = site.destination(other, stream.id(), "k");
        Reply missing = site.destination(other, 999_999, "k");

        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.body()).isEqualTo(NOT_YOUR_STREAM);
        assertThat(missing.body()).isEqualTo(NOT_YOUR_STREAM);
        assertThat(site.get(ROOT + "/stream/" + stream.id(), other).body())
                .isEqualTo(NOT_YOUR_STREAM);
        assertThat(site.delete("/api/v1/streams/" + stream.id(), other).body())
                .isEqualTo(NOT_YOUR_STREAM);
        assertThat(
                        site.post(
                                        "/api/v1/streams/close",
                                        other,
                                        "{\"name\":\"" + stream.text("/key") + "\"}")
                                .status())
                .isEqualTo(404);
        assertThat(site.get(ROOT, other).body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource({"streamit", "live-service"})
    void sendsOnAStreamOfAnySurfaceForItsOwner(String surface) {
        long user = site.user();
        site.get("/api/v1/streams", user);
        long theirs =
                site.jdbc()
                        .queryForObject(
                                "INSERT INTO streams (surface, title, owner_id)"
                                        + " VALUES (?, 'Theirs', ?) RETURNING id",
                                Long.class,
                                surface,
                                user);

        assertThat(site.destination(user, theirs, "k").status()).isEqualTo(201);
        assertThat(site.get(ROOT, user).json().at("/0/stream/id").asLong()).isEqualTo(theirs);
        assertThat(site.get("/api/v1/streams", user).body())
                .as("streams that were made here")
                .isEqualTo("[]");
        assertThat(site.delete("/api/v1/streams/" + theirs, user).status()).isEqualTo(403);
    }

    @Test
    void sendsOnNoRoomThatHasNoOwner() {
        String key = site.post("/api/rooms", 0, "{\"type\":\"rtmp\"}").text("/room/streamKey");
        long room =
                site.jdbc()
                        .queryForObject(
                                "SELECT stream_id FROM rooms WHERE stream_key = ?",
                                Long.class,
                                key);

        assertThat(site.destination(owner, room, "k").body()).isEqualTo(NOT_YOUR_STREAM);
    }

    @Test
    void tellsOthersNothingOfWhatHappens() {
        long other = site.user();
        try (ServerSentEvents events =
                new ServerSentEvents(
                        site.address(EVENTS),
                        "X-User-ID",
                        Long.toString(other),
                        "X-Real-IP",
                        "192.0.2.1")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> events.messages().size() >= 2);

            assertThat(events.messages().get(0).toString()).isEqualTo("{\"type\":\"connected\"}");
            assertThat(events.messages().get(1).toString())
                    .isEqualTo("{\"type\":\"destinations_update\",\"destinations\":[]}");
        }
    }
}
