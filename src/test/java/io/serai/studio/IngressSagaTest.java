package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.UserId;
import io.serai.studio.StudioSite.Reply;
import io.serai.testing.ScriptedLiveKit;
import io.serai.testing.ScriptedLiveKit.Mode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitIngress.IngressInput;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LiveKit and the row know the same ingress in the end, whatever goes wrong between them. */
class IngressSagaTest {
    private static ScriptedLiveKit liveKit;
    private static StudioSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        liveKit = ScriptedLiveKit.start();
        site =
                new StudioSite(
                        StudioApplication.start(directory, liveKit, "serai.studio.turn-wait=20s"));
    }

    @AfterAll
    static void stop() {
        site.close();
        liveKit.close();
    }

    @AfterEach
    void mend() {
        liveKit.answer(Mode.NORMAL);
        site.jdbc.execute("ALTER TABLE studio_streams DROP CONSTRAINT IF EXISTS broken");
    }

    @ParameterizedTest
    @CsvSource({"UNREACHABLE", "SILENT", "FAILING", "REFUSING", "GARBAGE", "OTHER_SERVER"})
    void leavesNothingHalfMadeWhenLiveKitFails(Mode mode) {
        UserId creator = site.creator();
        liveKit.answer(mode);

        Reply key = site.post("/api/stream/ingress", creator, null);
        Reply stream = site.post("/api/stream/create", creator, "{\"title\":\"a\"}");

        liveKit.answer(Mode.NORMAL);
        assertThat(key.status()).isEqualTo(500);
        assertThat(key.text("/error")).isEqualTo("Failed to create stream key");
        assertThat(key.text("/message")).isNotBlank().doesNotContain(ScriptedLiveKit.SECRET);
        assertThat(stream.status()).isEqualTo(500);
        assertThat(stream.text("/error")).isEqualTo("Failed to create stream");
        assertThat(rows(creator)).isZero();
        assertThat(site.get("/api/stream/info", creator).status()).isEqualTo(404);
        assertThat(ingresses(creator)).isEmpty();
        assertThat(turns(creator)).isZero();
        assertThat(site.post("/api/stream/ingress", creator, null).status()).isEqualTo(201);
    }

    @Test
    void keepsTheOldKeyAliveUntilLiveKitHasMadeANewOne() {
        UserId creator = site.streamer("Old");
        String before = site.get("/api/stream/credentials", creator).body();
        liveKit.answer(Mode.FAILING);

        assertThat(site.post("/api/stream/ingress", creator, null).status()).isEqualTo(500);

        liveKit.answer(Mode.NORMAL);
        assertThat(site.get("/api/stream/credentials", creator).body()).isEqualTo(before);
        assertThat(ingresses(creator)).hasSize(1);
    }

    @Test
    void takesTheNewIngressAwayAgainWhenItCannotBeWrittenDown() {
        UserId creator = site.streamer("Written");
        site.jdbc.execute(
                "ALTER TABLE studio_streams ADD CONSTRAINT broken CHECK (owner_id <> %s) NOT VALID"
                        .formatted(creator));

        Reply failed = site.post("/api/stream/ingress", creator, null);

        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.body())
                .isEqualTo("{\"success\":false,\"error\":\"Internal server error\"}");
        assertThat(ingresses(creator)).isEmpty();
        assertThat(turns(creator)).isZero();
        site.jdbc.execute("ALTER TABLE studio_streams DROP CONSTRAINT broken");
        assertThat(site.post("/api/stream/ingress", creator, null).status()).isEqualTo(201);
        assertSame(creator);
    }

    @Test
    void findsWhatACrashLeftBehind() {
        UserId creator = site.creator();
        liveKit.state().add(creator.toString(), IngressInput.RTMP_INPUT);
        liveKit.state().add(creator.toString(), IngressInput.WHIP_INPUT);
        IngressInfo ofSomebodyElse = liveKit.state().add("999999", IngressInput.RTMP_INPUT);

        assertThat(site.post("/api/stream/ingress", creator, null).status()).isEqualTo(201);

        assertSame(creator);
        assertThat(liveKit.state().ingresses()).contains(ofSomebodyElse);
    }

    @Test
    void endsWithOneIngressHoweverManyAskAtOnce() throws Exception {
        UserId creator = site.creator();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> replies =
                    IntStream.range(0, 8)
                            .mapToObj(
                                    i ->
                                            threads.submit(
                                                    () ->
                                                            i % 2 == 0
                                                                    ? site.post(
                                                                            "/api/stream/ingress",
                                                                            creator,
                                                                            null)
                                                                    : site.post(
                                                                            "/api/stream/create",
                                                                            creator,
                                                                            "{\"title\":\"a\"}")))
                            .toList();
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().status()).as(reply.get().body()).isEqualTo(201);
            }
        }

        assertSame(creator);
        assertThat(rows(creator)).isEqualTo(1);
        assertThat(turns(creator)).isZero();
    }

    @Test
    void waitsForAnotherNodeAndTakesOverFromOneThatDied() {
        UserId creator = site.creator();
        hold(creator, Instant.now().plusSeconds(1));

        assertThat(site.post("/api/stream/ingress", creator, null).status()).isEqualTo(201);
        assertSame(creator);
    }

    @Test
    void forgetsAnIngressAlsoWhileLiveKitIsAwayAndTidiesUpLater() {
        UserId creator = site.streamer("Away");
        liveKit.answer(Mode.UNREACHABLE);

        assertThat(site.delete("/api/stream/ingress", creator).status()).isEqualTo(200);

        assertThat(site.get("/api/stream/info", creator).json().at("/data/ingressId").isNull())
                .isTrue();
        assertThat(ingresses(creator)).hasSize(1);
        assertThat(site.deliverLast("livekit-leftovers", site.stream(creator)).isFailed())
                .as("tried again later")
                .isTrue();
        liveKit.answer(Mode.NORMAL);
        assertThat(site.deliverLast("livekit-leftovers", site.stream(creator)).isFailed())
                .isFalse();
        assertThat(ingresses(creator)).isEmpty();
    }

    @Test
    void tidiesUpNothingThatIsInUseAgain() {
        UserId creator = site.streamer("Again");
        site.delete("/api/stream/ingress", creator);
        long stream = site.stream(creator);
        var deleted = site.events(stream).getLast();
        site.post("/api/stream/ingress", creator, null);

        site.deliver("livekit-leftovers", deleted);

        assertSame(creator);
    }

    private static void assertSame(UserId creator) {
        String id = site.get("/api/stream/credentials", creator).text("/data/ingressId");
        assertThat(ingresses(creator)).extracting(IngressInfo::getIngressId).containsExactly(id);
        assertThat(
                        site.jdbc.queryForList(
                                "SELECT value FROM publish_keys WHERE stream_id = ?",
                                String.class,
                                site.stream(creator)))
                .containsExactly(id);
    }

    private static void hold(UserId creator, Instant until) {
        site.jdbc.update(
                "INSERT INTO studio_ingress_changes (owner_id, holder, until) VALUES (?, ?, ?)",
                creator.value(),
                UUID.randomUUID(),
                until.atOffset(ZoneOffset.UTC));
    }

    private static List<IngressInfo> ingresses(UserId creator) {
        return liveKit.state().ingresses().stream()
                .filter(one -> one.getRoomName().equals(creator.toString()))
                .toList();
    }

    private static long rows(UserId creator) {
        return count("SELECT count(*) FROM streams WHERE owner_id = ?", creator);
    }

    private static long turns(UserId creator) {
        return count("SELECT count(*) FROM studio_ingress_changes WHERE owner_id = ?", creator);
    }

    private static long count(String query, UserId creator) {
        Long rows = site.jdbc.queryForObject(query, Long.class, creator.value());
        return rows == null ? -1 : rows;
    }
}
