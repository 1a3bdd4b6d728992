package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.common.StreamId;
import io.serai.testing.EventContract;
import io.serai.testing.RealFfmpeg;
import io.serai.testing.RealNginx;
import io.serai.testing.RealNginx.Hook;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The packaged Serai, an nginx-rtmp where people publish, and a database that tests write
 * destinations into. Not thread-safe.
 */
final class RestreamSite implements AutoCloseable {
    static final String ENCRYPTION_KEY = "5e".repeat(32);

    private static final Pattern STREAM =
            Pattern.compile(
                    "<name>([^<]*)</name>\\s*<time>.*?<bytes_in>(\\d+)</bytes_in>", Pattern.DOTALL);

    private final HttpClient http = HttpClient.newHttpClient();
    private final DataSource database = TestPostgres.freshDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final Destinations destinations;
    private final SeraiProcess serai;
    private final RealNginx source;

    RestreamSite(Path directory) {
        KeyCipher cipher =
                new KeyCipher(EncryptionKey.of("ENCRYPTION_KEY", ENCRYPTION_KEY), Optional.empty());
        destinations =
                new Destinations(
                        new DestinationRepository(JdbcClient.create(database)),
                        cipher,
                        Clock.systemUTC());
        serai = SeraiProcess.in(directory);
        source =
                RealNginx.withApplication("live")
                        .hook(Hook.ON_PUBLISH, serai.uri("/api/v1/stream-update/activate"))
                        .hook(Hook.ON_PUBLISH_DONE, serai.uri("/api/v1/stream-update/deactivate"))
                        .hook(Hook.ON_PLAY, serai.uri("/api/v1/stream-update/play"))
                        .hook(Hook.ON_PLAY_DONE, serai.uri("/api/v1/stream-update/play-done"))
                        .start();
        serai.with("DATABASE_URL", TestPostgres.url(database))
                .with("ENCRYPTION_KEY", ENCRYPTION_KEY)
                .with("RTMP_PULL_BASE", source.rtmpUrl("").replaceFirst("/$", ""))
                .with("NGINX_RTMP_STAT_URL", source.stat().toString())
                .with("RESTREAM_ALLOW_PRIVATE_TARGETS", "true")
                .with("ROOM_UNPUBLISH_GRACE", "10m")
                .with("SUSPECT_GRACE", "3s");
    }

    SeraiProcess serai() {
        return serai;
    }

    RealNginx source() {
        return source;
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    /** Something that can be published; its owner is 1. */
    record Stream(StreamId id, String key) {}

    Stream stream() {
        JsonNode room = serai.createRoom("rtmp");
        String key = room.get("streamKey").asText();
        long id =
                jdbc.queryForObject(
                        "SELECT stream_id FROM rooms WHERE stream_key = ?", Long.class, key);
        return new Stream(new StreamId(id), key);
    }

    RealFfmpeg publish(Stream stream) {
        return RealFfmpeg.publish(source.rtmpUrl(stream.key()));
    }

    /** A server that streams are sent on to, with one application, {@code in}. */
    static RealNginx target() {
        return RealNginx.withApplication("in").start();
    }

    /** One that asks whether somebody may publish there. */
    static RealNginx target(URI onPublish) {
        return RealNginx.withApplication("in").hook(Hook.ON_PUBLISH, onPublish).start();
    }

    Destination destination(Stream stream, RealNginx target, String key) {
        return destination(stream, target.rtmpUrl("").replaceFirst("/$", ""), key);
    }

    Destination destination(Stream stream, String url, String key) {
        return destinations.create(
                new NewDestination(
                        stream.id(),
                        1,
                        "custom",
                        url,
                        "A target",
                        Optional.empty(),
                        true,
                        new TargetKey(key)));
    }

    /** Changes it without an event: Serai finds out by itself. */
    void change(Destination destination, DestinationChange change) {
        assertThat(destinations.change(destination.id(), change)).isPresent();
    }

    static DestinationChange enabled(boolean enabled) {
        return new DestinationChange(
                Optional.of(enabled),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static DestinationChange key(String key) {
        return new DestinationChange(
                Optional.empty(),
                Optional.of(new TargetKey(key)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    String state(Destination destination) {
        return jdbc
                .query(
                        "SELECT state FROM restreams WHERE destination_id = ?",
                        (row, number) -> row.getString(1),
                        destination.id().value())
                .stream()
                .findFirst()
                .orElse("none");
    }

    String failure(Destination destination) {
        return jdbc.queryForObject(
                "SELECT coalesce(failure, '') FROM restreams WHERE destination_id = ?",
                String.class,
                destination.id().value());
    }

    int runs(Destination destination) {
        return jdbc.queryForObject(
                "SELECT count(*) FROM restream_runs WHERE destination_id = ?",
                Integer.class,
                destination.id().value());
    }

    /** The living process of a destination. */
    Optional<ProcessHandle> process(Destination destination) {
        return jdbc
                .query(
                        "SELECT pid FROM restream_runs WHERE destination_id = ? AND ended_at IS"
                                + " NULL",
                        (row, number) -> row.getLong(1),
                        destination.id().value())
                .stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(ProcessHandle::isAlive)
                .findFirst();
    }

    List<String> events(Stream stream) {
        return serai.eventTypes(stream.id().value());
    }

    /** How many bytes have come under each name. */
    Map<String, Long> bytes(RealNginx target) {
        Map<String, Long> bytes = new HashMap<>();
        try {
            String page =
                    http.send(
                                    HttpRequest.newBuilder(target.stat()).build(),
                                    BodyHandlers.ofString())
                            .body();
            Matcher stream = STREAM.matcher(page);
            while (stream.find()) {
                bytes.put(stream.group(1), Long.valueOf(stream.group(2)));
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    long bytes(RealNginx target, String name) {
        return bytes(target).getOrDefault(name, 0L);
    }

    /** Processes of ffmpeg that this Serai, or an earlier one here, has started. */
    static List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process).contains(Launcher.MARKER + "="))
                .toList();
    }

    static String environment(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "environ"),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    static String arguments(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            EventContract.checkAll(jdbc);
        } finally {
            serai.close();
            source.close();
            http.close();
        }
    }
}
