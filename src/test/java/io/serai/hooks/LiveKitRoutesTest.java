package io.serai.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.common.StreamId;
import io.serai.hooks.LiveKitApplication.Notes;
import io.serai.hooks.LiveKitApplication.Told;
import io.serai.live.JournalNote;
import io.serai.testing.LiveKitWebhooks;
import io.serai.testing.LiveKitWebhooks.Signed;
import io.serai.testing.OpenApiCheck;
import io.serai.testing.ScriptedLiveKit;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitIngress.IngressInput;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitWebhook.WebhookEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** LiveKit's webhooks through HTTP, with the shipped route. */
class LiveKitRoutesTest {
    private static final String PATH = "/api/webhook/livekit";
    private static final String DONE =
            "{\"success\":true,\"message\":\"Webhook processed"
                    + " successfully\",\"eventType\":\"%s\"}";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final AtomicInteger OWNERS = new AtomicInteger(100);
    private static final ScriptedLiveKit LIVEKIT = ScriptedLiveKit.start();

    private static ConfigurableApplicationContext serai;
    private static JdbcClient jdbc;
    private static OpenApiCheck api;

    private final String owner = Integer.toString(OWNERS.incrementAndGet());
    private final IngressInfo ingress = LIVEKIT.state().add(owner, IngressInput.RTMP_INPUT);
    private final long stream = creatorStream();

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        serai = LiveKitApplication.start(directory, LIVEKIT);
        jdbc = JdbcClient.create(serai.getBean(DataSource.class));
        api =
                OpenApiCheck.of(
                        HTTP.send(
                                        HttpRequest.newBuilder(
                                                        LiveKitApplication.url(
                                                                serai, "/openapi.json"))
                                                .build(),
                                        BodyHandlers.ofString())
                                .body());
    }

    @AfterAll
    static void stop() {
        serai.close();
        LIVEKIT.close();
        HTTP.close();
    }

    @Test
    void bringsAStreamOnAirAndOffAgain() throws Exception {
        HttpResponse<String> started = post(begin());
        HttpResponse<String> ended = post(end());

        assertThat(answer(started)).isEqualTo("200 " + DONE.formatted("ingress_started"));
        assertThat(answer(ended)).isEqualTo("200 " + DONE.formatted("ingress_ended"));
        assertThat(sessions()).containsExactly("ended unpublish");
        assertThat(events()).containsExactly("stream.live", "stream.ended");
    }

    @Test
    void takesTheSignatureFromEitherHeaderWithAndWithoutBearer() throws Exception {
        Signed signed = LiveKitWebhooks.sign(begin());

        for (String header : List.of("Authorization", "livekit-signature", "Livekit-Signature")) {
            for (String prefix : List.of("", "Bearer ", "bearer ")) {
                assertThat(send(signed.body(), header, prefix + signed.token()).statusCode())
                        .as(header + ": " + prefix)
                        .isEqualTo(200);
            }
        }
        assertThat(sessions()).containsExactly("open");
    }

    @Test
    void refusesWhatIsNotSignedOrSignedWrongly() throws Exception {
        Signed signed = LiveKitWebhooks.sign(begin());
        String invalid = "401 {\"success\":false,\"error\":\"Invalid webhook signature\"}";

        assertThat(answer(send(signed.body())))
                .isEqualTo("401 {\"success\":false,\"error\":\"Missing webhook signature\"}");
        assertThat(answer(send(signed.body(), "Authorization", "Bearer ")))
                .isEqualTo("401 {\"success\":false,\"error\":\"Missing webhook signature\"}");
        assertThat(answer(send(signed.body(), "Authorization", "a.b.c"))).isEqualTo(invalid);
        byte[] changed = signed.body().clone();
        changed[changed.length / 2] ^= 1;
        assertThat(answer(send(changed, "Authorization", signed.token()))).isEqualTo(invalid);
        Signed old =
                LiveKitWebhooks.sign(signed.text(), Instant.now().minus(Duration.ofMinutes(6)));
        assertThat(answer(send(old.body(), "Authorization", old.token()))).isEqualTo(invalid);
        assertThat(sessions()).isEmpty();
    }

    @Test
    void aWebhookThatComesAgainIsTakenAndChangesNothing() throws Exception {
        WebhookEvent begin = begin();
        post(begin);
        post(end());

        assertThat(answer(post(begin))).isEqualTo("200 " + DONE.formatted("ingress_started"));

        assertThat(sessions()).containsExactly("ended unpublish");
        assertThat(events()).containsExactly("stream.live", "stream.ended");
    }

    @Test
    void oneWebhookThatComesManyTimesAtOnceTakesEffectOnce() throws Exception {
        Signed signed =
                LiveKitWebhooks.sign(participant("participant_joined", "guest-1", "PA_many"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> call =
                    () -> send(signed.body(), "Authorization", signed.token()).statusCode();
            for (Future<Integer> status : threads.invokeAll(Collections.nCopies(12, call))) {
                assertThat(status.get()).isEqualTo(200);
            }
        }

        assertThat(events()).containsExactly("livekit.participant-joined");
    }

    @Test
    void answers500WhenItCanNotBeProcessedAndTakesItWhenItComesAgain() throws Exception {
        WebhookEvent begin = begin();
        try (Connection other = serai.getBean(DataSource.class).getConnection();
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("SELECT id FROM streams WHERE id = " + stream + " FOR UPDATE");

            assertThat(answer(post(begin)))
                    .isEqualTo(
                            "500 {\"success\":false,\"error\":\"Error processing webhook\","
                                    + "\"message\":\"The database does not answer\"}");
            other.rollback();
        }

        assertThat(post(begin).statusCode()).isEqualTo(200);
        assertThat(sessions()).containsExactly("open");
    }

    @Test
    void acceptsEventsThatItDoesNotKnowAndRoomsAndIngressesThatNobodyKnows() throws Exception {
        assertThat(answer(postText("{\"event\":\"room_painted\",\"id\":\"EV_painted\"}")))
                .isEqualTo("200 " + DONE.formatted("room_painted"));
        assertThat(
                        post(LiveKitWebhooks.room("room_started", "nobody's", Instant.now()))
                                .statusCode())
                .isEqualTo(200);
        IngressInfo stranger = ingress.toBuilder().setIngressId("IN_of-nobody").build();
        assertThat(post(LiveKitWebhooks.ingressStarted(stranger, Instant.now())).statusCode())
                .isEqualTo(200);
        assertThat(answer(postText("{}"))).isEqualTo("200 " + DONE.formatted(""));
    }

    @Test
    void aSignedBodyThatIsNoWebhookIsMalformed() throws Exception {
        assertThat(answer(postText("{\"event\":")))
                .isEqualTo(
                        "400 {\"success\":false,\"error\":\"Malformed webhook\","
                                + "\"message\":\"The webhook can't be read\"}");
    }

    @Test
    void tellsWhatHappensInARoomAndCountsItsViewers() throws Exception {
        post(begin());
        post(LiveKitWebhooks.room("room_started", owner, Instant.now()));
        post(participant("participant_joined", owner, "PA_self"));
        post(participant("participant_joined", "Host-" + owner, "PA_host"));
        post(participant("participant_joined", "guest-1", "PA_guest"));
        assertThat(viewers()).isEqualTo(2);

        post(participant("participant_left", "guest-1", "PA_guest"));
        assertThat(viewers()).isEqualTo(1);
        post(LiveKitWebhooks.room("room_finished", owner, Instant.now()));

        assertThat(viewers()).isZero();
        assertThat(events())
                .containsExactly(
                        "stream.live",
                        "livekit.room-started",
                        "livekit.participant-joined",
                        "livekit.participant-joined",
                        "livekit.participant-joined",
                        "livekit.participant-left",
                        "livekit.room-finished");
    }

    @Test
    void readsLargeWebhooksAndRefusesThoseThatAreLargerStill() throws Exception {
        WebhookEvent large =
                participant("participant_joined", "guest-2", "PA_large").toBuilder()
                        .setParticipant(
                                ParticipantInfo.newBuilder()
                                        .setSid("PA_large")
                                        .setIdentity("guest-2")
                                        .setMetadata("m".repeat(200_000)))
                        .build();

        assertThat(post(large).statusCode()).isEqualTo(200);
        assertThat(answer(send(new byte[600_000], "Authorization", "a.b.c")))
                .isEqualTo("413 {\"success\":false,\"error\":\"Payload Too Large\"}");
    }

    @Test
    void saysThatWebhooksMayBeSent() throws Exception {
        HttpResponse<String> answer =
                HTTP.send(
                        HttpRequest.newBuilder(LiveKitApplication.url(serai, PATH + "/health"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"success\":true,\"message\":\"")
                .contains("\"timestamp\":\"20");
    }

    @Test
    void operatorsFindItInTheTimeline() throws Exception {
        post(begin());

        List<JournalNote> notes = serai.getBean(Notes.class).notes;
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () ->
                                assertThat(notes)
                                        .filteredOn(JournalNote.Hook.class::isInstance)
                                        .map(JournalNote.Hook.class::cast)
                                        .anySatisfy(
                                                note -> {
                                                    assertThat(note.what()).isEqualTo("publish");
                                                    assertThat(note.sender().kind())
                                                            .isEqualTo("livekit");
                                                    assertThat(note.ruling().grounds().stream())
                                                            .hasValue(new StreamId(stream));
                                                }));
    }

    @Test
    void withoutLiveKitItSaysSo(@TempDir Path directory) throws Exception {
        Signed signed = LiveKitWebhooks.sign(begin());
        String none = "503 {\"success\":false,\"error\":\"LiveKit is not configured\"}";
        try (ConfigurableApplicationContext without = LiveKitApplication.start(directory)) {
            HttpRequest webhook =
                    HttpRequest.newBuilder(LiveKitApplication.url(without, PATH))
                            .header("Authorization", signed.token())
                            .POST(BodyPublishers.ofByteArray(signed.body()))
                            .build();
            HttpRequest health =
                    HttpRequest.newBuilder(LiveKitApplication.url(without, PATH + "/health"))
                            .build();

            assertThat(answer(HTTP.send(webhook, BodyHandlers.ofString()))).isEqualTo(none);
            assertThat(answer(HTTP.send(health, BodyHandlers.ofString()))).isEqualTo(none);
            assertThat(
                            HTTP.send(
                                            HttpRequest.newBuilder(
                                                            LiveKitApplication.url(
                                                                    without, "/openapi.json"))
                                                    .build(),
                                            BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    private WebhookEvent begin() {
        return LiveKitWebhooks.ingressStarted(
                LIVEKIT.state().publish(ingress.getIngressId(), Instant.now()), Instant.now());
    }

    private WebhookEvent end() {
        return LiveKitWebhooks.ingressEnded(
                LIVEKIT.state().unpublish(ingress.getIngressId(), Instant.now()), Instant.now());
    }

    private WebhookEvent participant(String event, String identity, String sid) {
        return LiveKitWebhooks.participant(
                event,
                owner,
                ParticipantInfo.newBuilder().setSid(sid + owner).setIdentity(identity).build(),
                Instant.now());
    }

    private static HttpResponse<String> post(WebhookEvent event) throws Exception {
        Signed signed = LiveKitWebhooks.sign(event);
        return send(signed.body(), "Authorization", signed.token());
    }

    private static HttpResponse<String> postText(String body) throws Exception {
        Signed signed = LiveKitWebhooks.sign(body, Instant.now());
        return send(signed.body(), "Authorization", signed.token());
    }

    private static HttpResponse<String> send(byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(LiveKitApplication.url(serai, PATH))
                        .header("Content-Type", "application/webhook+json")
                        .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
        api.check(
                "POST",
                PATH,
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body());
        return answer;
    }

    private static String answer(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body();
    }

    private long creatorStream() {
        long id =
                jdbc.sql(
                                "INSERT INTO streams (surface, title, owner_id)"
                                        + " VALUES ('streamit', 'a show', :owner) RETURNING id")
                        .param("owner", Long.valueOf(owner))
                        .query(Long.class)
                        .single();
        jdbc.sql("INSERT INTO publish_keys (stream_id, kind, value) VALUES (:id, 'ingress', :key)")
                .param("id", id)
                .param("key", ingress.getIngressId())
                .update();
        return id;
    }

    private List<String> sessions() {
        return jdbc.sql(
                        "SELECT state || coalesce(' ' || reason, '') FROM live_sessions"
                                + " WHERE stream_id = :stream ORDER BY id")
                .param("stream", stream)
                .query(String.class)
                .list();
    }

    private List<String> events() {
        return serai.getBean(Told.class).events.stream()
                .filter(event -> event.stream().value() == stream)
                .map(event -> event.type())
                .toList();
    }

    private int viewers() {
        return jdbc.sql("SELECT count(*) FROM live_viewers WHERE stream_id = :stream")
                .param("stream", stream)
                .query(Integer.class)
                .single();
    }
}
