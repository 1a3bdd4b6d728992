package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.EventContract;
import io.serai.testing.KafkaBroker;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What readers of Kafka get, whatever dies in between: a real broker and the packaged Serai. */
@TestInstance(Lifecycle.PER_CLASS)
class KafkaIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration HOOK_BUDGET = Duration.ofSeconds(1);

    /** Streams that the route works on at the same time: as many may be sent again by a kill. */
    private static final int IN_FLIGHT = 64;

    private KafkaBroker kafka;
    private int topics;
    private String topic;
    private Path directory;
    private DataSource source;
    private JdbcTemplate database;
    private SeraiProcess serai;

    @BeforeAll
    void startKafka(@TempDir Path directory) {
        kafka = KafkaBroker.in(directory);
    }

    @AfterAll
    void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void prepare(@TempDir Path folder) {
        directory = folder;
        topic = "serai.test-" + ++topics;
        source = TestPostgres.freshDatabase();
        database = new JdbcTemplate(source);
        serai =
                SeraiProcess.in(directory)
                        .with("DATABASE_URL", TestPostgres.url(source))
                        // How long a killed Serai keeps what it was about to send.
                        .with("SERAI_EVENTS_LEASE", "3s")
                        .with("KAFKA_BROKERS", kafka.address())
                        .with("KAFKA_TOPIC", topic)
                        .with("PUBLIC_BASE_URL", "https://live.example.org")
                        .with("ROOM_UNPUBLISH_GRACE", "10m");
    }

    @AfterEach
    void stop() {
        EventContract.checkAll(database);
        serai.close();
    }

    @Test
    void tellsEventsAsCloudEventsInTheOrderOfTheirStream() {
        serai.start();
        Encoders encoders = new Encoders(serai, 4, 1);
        try (encoders) {
            await("enough").atMost(SOON).until(() -> encoders.answers() > 200);
        }
        awaitDrained();

        List<ConsumerRecord<String, String>> records = kafka.records(topic);
        assertThat(records).hasSize(events());
        records.forEach(KafkaIT::isCloudEvent);
        everyEventIsThereInOrder(records);
        assertThat(health()).isEqualTo("ok");
    }

    @Test
    void eventsWaitForABrokerThatWasKilled() {
        serai.start();
        String key = serai.createRoom("rtmp").get("streamKey").asText();
        awaitDrained();

        kafka.kill();
        Encoders encoders = new Encoders(serai, 4, 2);
        try (encoders) {
            await("said so").atMost(SOON).until(() -> health().startsWith("events wait"));
            long before = encoders.answers();
            await("hooks go on").atMost(SOON).until(() -> encoders.answers() > before + 100);
            SrsHooks srs = new SrsHooks(serai, "vid-v3i23y0");
            long begin = System.nanoTime();
            assertThat(
                            srs.connectAndPublish(
                                    new SrsHooks.Publisher("20ig72c6", "late", key, "vid-late")))
                    .isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(HOOK_BUDGET);
        } finally {
            kafka.start();
        }
        long waiting = pending();
        Instant back = Instant.now();
        awaitDrained();
        System.out.printf(
                "KafkaIT waiting=%d drained-ms=%d%n",
                waiting, Duration.between(back, Instant.now()).toMillis());

        everyEventIsThereInOrder(kafka.records(topic));
        assertThat(health()).isEqualTo("ok");
        assertThat(serai.logText()).contains("kafka.away", "kafka.back").doesNotContain("\tat ");
        assertThat(database.queryForObject("SELECT count(*) FROM deliveries", Long.class))
                .as("parked")
                .isZero();
    }

    @Test
    void eventsComeAtLeastOnceWhenSeraiIsKilled() {
        serai.start();
        int kills = 2;
        Encoders encoders = new Encoders(serai, 4, 3);
        try (encoders) {
            for (int kill = 0; kill < kills; kill++) {
                long enough = encoders.answers() + 40;
                await("accepted")
                        .atMost(SOON)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> encoders.answers() >= enough);
                serai.kill();
                serai.start();
            }
        }
        awaitDrained();

        List<ConsumerRecord<String, String>> records = kafka.records(topic);
        everyEventIsThereInOrder(records);
        System.out.printf("KafkaIT records=%d events=%d%n", records.size(), events());
        assertThat(records.size()).isBetween(events(), events() + kills * IN_FLIGHT);
    }

    @Test
    void whatIsCommittedComesOnceAfterAKillBeforeItWasSentAndTwiceAfterOneBeforeThatWasNoted()
            throws SQLException {
        serai.start();
        String key = serai.createRoom("rtmp").get("streamKey").asText();
        awaitDrained();
        SrsHooks srs = new SrsHooks(serai, "vid-v3i23y0");
        SrsHooks.Publisher publisher = new SrsHooks.Publisher("20ig72c6", "one", key, "vid-one");

        kafka.kill();
        assertThat(srs.connectAndPublish(publisher)).isTrue();
        serai.kill();
        assertThat(pending()).as("committed, not sent").isEqualTo(1);
        kafka.start();
        serai.start();
        awaitDrained();
        assertThat(kafka.records(topic)).hasSize(events());

        try (Connection noted = nothingIsNoted()) {
            assertThat(SrsHooks.accepts(srs.unpublish(publisher))).isTrue();
            await("sent").atMost(SOON).until(() -> kafka.records(topic).size() == events());
            serai.kill();
            assertThat(pending()).as("sent, not noted").isEqualTo(1);
            noted.rollback();
        }
        serai.start();
        awaitDrained();
        List<ConsumerRecord<String, String>> records = kafka.records(topic);
        everyEventIsThereInOrder(records);
        assertThat(records).as("the last one twice").hasSize(events() + 1);
    }

    @Test
    void tellsABrokerThatAsksForTlsAndAPassword() {
        serai.with("KAFKA_BROKERS", kafka.secureAddress())
                .with("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                .with("KAFKA_TRUSTSTORE", kafka.certificate().toString())
                .with("KAFKA_SASL_JAAS_CONFIG", KafkaBroker.login("not-the-password"))
                .start();
        serai.createRoom("rtmp");
        await("said so").atMost(SOON).until(() -> health().startsWith("events wait"));
        assertThat(serai.logText())
                .contains("SaslAuthenticationException")
                .doesNotContain("not-the-password");
        serai.terminate(SOON);

        serai.with("KAFKA_SASL_JAAS_CONFIG", KafkaBroker.login(KafkaBroker.PASSWORD)).start();
        awaitDrained();

        everyEventIsThereInOrder(kafka.records(topic));
        assertThat(serai.logText()).doesNotContain(KafkaBroker.PASSWORD);
    }

    @Test
    void theExampleOfTheGuideHandsOnWhatGoesLive() throws IOException {
        try (RecordingDiscord program = new RecordingDiscord()) {
            URI target = URI.create(program.webhook(1)).resolve("/live");
            serai.with("ROUTES_DIR", routesWithTheExample(target).toString()).start();
            String key = serai.createRoom("rtmp").get("streamKey").asText();

            SrsHooks srs = new SrsHooks(serai, "vid-v3i23y0");
            srs.connectAndPublish(new SrsHooks.Publisher("20ig72c6", "reader", key, "vid-reader"));

            await("handed on").atMost(SOON).until(() -> !program.requests().isEmpty());
            assertThat(program.requests())
                    .allSatisfy(
                            request ->
                                    assertThat(
                                                    SeraiProcess.json(request.body())
                                                            .get("type")
                                                            .asText())
                                            .isEqualTo("io.serai.stream.live.v1"));
        }
    }

    @Test
    void startsAndWaitsWithABrokerWhoseNameIsUnknown() {
        serai.with("KAFKA_BROKERS", "no-such-host.invalid:9092").start();

        serai.createRoom("rtmp");

        await("said so").atMost(SOON).until(() -> health().startsWith("events wait"));
        assertThat(pending()).isPositive();
        assertThat(serai.logText()).doesNotContain("\tat ");
    }

    @Test
    void writesNoDeliveriesWithoutKafka() {
        serai.with("KAFKA_BROKERS", "").start();

        serai.createRoom("rtmp");

        assertThat(health()).isEqualTo("not configured");
        assertThat(events()).isPositive();
        assertThat(
                        database.queryForObject(
                                "SELECT count(*) FROM subscriptions WHERE name = 'kafka' AND"
                                        + " active",
                                Long.class))
                .isZero();
        assertThat(pending()).isZero();
    }

    private static void isCloudEvent(ConsumerRecord<String, String> each) {
        assertThat(
                        new String(
                                each.headers().lastHeader("content-type").value(),
                                StandardCharsets.UTF_8))
                .isEqualTo("application/cloudevents+json");
        JsonNode event = SeraiProcess.json(each.value());
        assertThat(event.get("specversion").asText()).isEqualTo("1.0");
        assertThat(event.get("source").asText()).isEqualTo("/serai");
        assertThat(event.get("type").asText()).matches("io\\.serai\\.[a-z.-]+\\.v1");
        assertThat(event.get("subject").asText()).isEqualTo(each.key());
        assertThat(Instant.parse(event.get("time").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(event.get("datacontenttype").asText()).isEqualTo("application/json");
        assertThat(event.get("dataschema").asText())
                .isEqualTo(
                        event.get("type")
                                .asText()
                                .replaceFirst(
                                        "io\\.serai\\.(.*)",
                                        "https://live.example.org/schemas/events/$1.json"));
        assertThat(event.get("data").isObject()).isTrue();
    }

    /** Repetitions are of the event that was told last: nothing overtakes. */
    private void everyEventIsThereInOrder(List<ConsumerRecord<String, String>> records) {
        Map<String, List<Long>> told =
                records.stream()
                        .collect(
                                Collectors.groupingBy(
                                        ConsumerRecord::key,
                                        Collectors.mapping(
                                                each ->
                                                        SeraiProcess.json(each.value())
                                                                .get("id")
                                                                .asLong(),
                                                Collectors.toList())));
        assertThat(told.values()).allSatisfy(ids -> assertThat(ids).isSorted());
        assertThat(told.values().stream().flatMap(List::stream).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        database.queryForList("SELECT id FROM stream_events", Long.class));
    }

    /** Until it is rolled back, no delivery can be noted as done. */
    private Connection nothingIsNoted() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        try (Statement lock = connection.createStatement()) {
            lock.execute("LOCK TABLE finished_deliveries IN EXCLUSIVE MODE");
        }
        return connection;
    }

    private Path routesWithTheExample(URI target) throws IOException {
        String guide = Files.readString(Path.of("routes/README.md"));
        String example = guide.substring(guide.indexOf("- route:\n    id: kafka-reader"));
        Path routes = RouteFolder.copyInto(directory);
        Files.createDirectories(routes.resolve("local"));
        Files.writeString(
                routes.resolve("local/kafka-reader.camel.yaml"),
                example.substring(0, example.indexOf("```"))
                        .replace("serai.stream-events", topic)
                        .replace("http://127.0.0.1:9099/live", target.toString()));
        return routes;
    }

    private void awaitDrained() {
        await("drained").atMost(SOON).until(() -> pending() == 0);
    }

    private long pending() {
        return database.queryForObject(
                "SELECT count(*) FROM deliveries WHERE subscription = 'kafka' AND state ="
                        + " 'pending'",
                Long.class);
    }

    private int events() {
        return database.queryForObject("SELECT count(*) FROM stream_events", Integer.class);
    }

    private String health() {
        JsonNode health = SeraiProcess.json(serai.get("/health").body());
        return health.path("details").path("kafka").path("state").asText();
    }
}
