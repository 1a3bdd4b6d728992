package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.common.StreamId;
import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.live.Air.Rival;
import io.serai.live.MediaEvent.EndKind;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Protocol;
import io.serai.streams.Surface;
import io.serai.testing.TestPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class AirTransactionsTest {
    private static final Name NAME = new Name("live", "key", Optional.empty());
    private static final String PATH = "/live/key";

    private final RecordedEvents events = new RecordedEvents();
    private JdbcClient jdbc;
    private HookDatabase database;
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private AirTransactions transactions;

    @BeforeEach
    void openDatabase() {
        DataSource general = TestPostgres.freshDatabase();
        jdbc = JdbcClient.create(general);
        database = TestPostgres.hookDatabase(general);
        jdbc.sql("INSERT INTO streams (surface, title) VALUES ('pixelcast', 'a room')").update();
        jdbc.sql("INSERT INTO publish_keys (stream_id, kind, value) VALUES (1, 'name', 'key')")
                .update();
        transactions = transactions(List.of());
    }

    @Test
    void storesWhatTheRulesDecide() {
        Random random = new Random(20260301);
        AirMemory memory = new AirMemory();
        Judgement judgement = new Judgement(Duration.ofSeconds(20), Duration.ofSeconds(45));
        for (int i = 0; i < 600; i++) {
            now = now.plusMillis(1 + random.nextInt(9_000));
            Fence fence = new Fence("srs:one", "boot", Integer.toString(random.nextInt(6)));
            RuleOnAir rule = anything(random, fence, judgement);
            boolean byFence = random.nextInt(4) > 0;
            Air before = memory.read(fence, now);
            Decision expected = rule.decide(before, now);
            memory.apply(expected, now);

            AirQuery query = new AirQuery(fence, byFence, true, Optional.of(NAME));
            Decision stored =
                    transactions
                            .run(
                                    query,
                                    (air, token, at) -> {
                                        assertThat(shape(air)).isEqualTo(shape(before));
                                        return rule.decide(air, at);
                                    })
                            .orElseThrow()
                            .decision();
            assertThat(stored.note()).isEqualTo(expected.note());
            assertThat(stored.verdict()).isEqualTo(expected.verdict());
        }
        assertThat(events.types()).contains("stream.live", "stream.resumed", "stream.ended");
    }

    @Test
    void twoFirstPublishersAtTheSameMomentMakeOneSessionAndOneContender() throws Exception {
        for (int round = 0; round < 30; round++) {
            jdbc.sql("DELETE FROM live_sessions").update();
            List<Callable<String>> publishers = new ArrayList<>();
            for (String client : List.of("a", "b")) {
                publishers.add(() -> publish(new Fence("srs:one", "boot", client)).note().name());
            }
            List<String> notes = new ArrayList<>();
            try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
                for (Future<String> note : executor.invokeAll(publishers)) {
                    notes.add(note.get());
                }
            }
            assertThat(notes).containsExactlyInAnyOrder("OPENED", "CONTENDS");
        }
    }

    @Test
    void aHookSeesOnlyWhetherItsOwnPublisherLeft() {
        Fence one = new Fence("srs:one", "boot", "one");
        Fence two = new Fence("srs:one", "boot", "two");
        for (Fence fence : List.of(one, two)) {
            publish(fence);
            endOf(fence);
        }
        assertThat(left(AirQuery.byName(one, NAME))).containsExactly(one);
        assertThat(left(new AirQuery(one, false, true, Optional.of(NAME))))
                .containsExactlyInAnyOrder(one, two);
    }

    @Test
    void anEndOfOneWhoWasTurnedAwayFindsItsStreamWithoutAName() {
        Fence one = new Fence("srs:one", "boot", "one");
        Fence two = new Fence("srs:one", "boot", "two");
        publish(one);
        publish(two);
        transactions.run(
                AirQuery.byFence(two, Optional.empty()),
                (air, token, at) ->
                        Rules.end(
                                air, new MediaEvent.End(two, Optional.empty(), EndKind.CLOSE), at));
        assertThat(
                        transactions.run(
                                AirQuery.byFence(two, Optional.empty()),
                                (air, token, at) -> {
                                    assertThat(air.rivals())
                                            .singleElement()
                                            .matches(Rival::closedItself);
                                    return Decision.accept(Decision.Note.UNCHANGED);
                                }))
                .isPresent();
    }

    @Test
    void anUnknownNameFindsNothing() {
        assertThat(
                        transactions.run(
                                AirQuery.byName(
                                        new Fence("srs:one", "boot", "a"),
                                        new Name("live", "nobody", Optional.empty())),
                                (air, token, at) -> Decision.accept(Decision.Note.UNCHANGED)))
                .isEmpty();
    }

    @Test
    void findsAStreamByIdAndAsksForItsToken() {
        jdbc.sql("INSERT INTO publish_keys (stream_id, kind, value) VALUES (1, 'token', 'secret')")
                .update();
        transactions.run(
                AirQuery.byName(
                        new Fence("srs:one", "boot", "a"), new Name("live", "1", Optional.of("x"))),
                (air, token, at) -> {
                    assertThat(token)
                            .hasValueSatisfying(key -> assertThat(key.matches("secret")).isTrue());
                    return Decision.accept(Decision.Note.UNCHANGED);
                });
    }

    @Test
    void aRoomWithManyPublishersIsLiveWithTheFirstAndEndsWithTheLast() {
        jdbc.sql("UPDATE streams SET many_publications = true").update();
        jdbc.sql("UPDATE publish_keys SET kind = 'app'").update();
        Fence anna = new Fence("srs:one", "boot", "anna");
        Fence ben = new Fence("srs:one", "boot", "ben");
        publishInto(anna, "anna-1");
        publishInto(ben, "ben-1");
        assertThat(events.types()).containsExactly("stream.live");
        end(anna, "anna-1");
        assertThat(events.types()).containsExactly("stream.live");
        end(ben, "ben-1");
        assertThat(events.types()).containsExactly("stream.live", "stream.ended");
        assertThat(events.details("broadcast")).hasSize(1);
    }

    @Test
    void leavingTheAirAsksTheSurfacesInTheSameTransaction() {
        List<String> told = new ArrayList<>();
        transactions =
                transactions(List.of((stream, surface, at, batch) -> told.add(surface.text())));
        Fence fence = new Fence("srs:one", "boot", "a");
        publish(fence);
        assertThat(told).isEmpty();
        endOf(fence);
        assertThat(told).containsExactly("pixelcast");
    }

    @Test
    void surfacesAreAskedWhenAStreamComesOnAirAndNotWhenAnotherPublisherTakesOver() {
        List<String> told = new ArrayList<>();
        transactions =
                transactions(
                        List.of(
                                new AirRule() {
                                    @Override
                                    public void onAir(
                                            StreamId stream,
                                            Surface surface,
                                            Instant at,
                                            SqlBatch batch) {
                                        told.add("on " + surface.text() + " " + at.equals(now));
                                    }

                                    @Override
                                    public void offAir(
                                            StreamId stream,
                                            Surface surface,
                                            Instant at,
                                            SqlBatch batch) {
                                        told.add("off");
                                    }
                                }));

        publish(new Fence("srs:one", "boot", "a"));
        publish(new Fence("srs:one", "next boot", "b"));
        endOf(new Fence("srs:one", "next boot", "b"));
        publish(new Fence("srs:one", "next boot", "c"));

        assertThat(told).containsExactly("on pixelcast true", "off", "on pixelcast true");
    }

    private interface RuleOnAir {
        Decision decide(Air air, Instant at);
    }

    private static RuleOnAir anything(Random random, Fence fence, Judgement judgement) {
        int what = random.nextInt(10);
        String object = "object" + random.nextInt(2);
        View view = view(random, fence);
        if (what < 4) {
            return (air, at) -> Rules.publish(air, hook(fence, object), at);
        }
        EndKind kind = EndKind.values()[random.nextInt(3)];
        return switch (what) {
            case 4, 5, 6 ->
                    (air, at) ->
                            Rules.end(air, new MediaEvent.End(fence, Optional.of(NAME), kind), at);
            case 7 -> (air, at) -> Rules.evidence(air, fence, at);
            case 8 ->
                    (air, at) ->
                            Rules.update(
                                    air,
                                    new MediaEvent.Update(fence, PATH, NAME, OptionalLong.of(7)),
                                    at);
            default -> (air, at) -> judgement.judge(air, view, Instant.EPOCH, at);
        };
    }

    private static View view(Random random, Fence fence) {
        Instant late = Instant.parse("2027-01-01T00:00:00Z");
        return switch (random.nextInt(3)) {
            case 0 -> new View.Unknown();
            case 1 -> new View.Listed(late, "boot", Optional.empty());
            default ->
                    new View.Listed(
                            late,
                            "boot",
                            Optional.of(new OnAirReport.Publisher(PATH, fence.client(), true)));
        };
    }

    /** What must be the same in memory and in the database; ids differ. */
    private static List<String> shape(Air air) {
        Stream<String> current =
                air.current().stream()
                        .map(
                                a ->
                                        "on air %s %s since %s suspect %s updates %s %s"
                                                .formatted(
                                                        a.fence(),
                                                        a.origin(),
                                                        a.startedAt(),
                                                        a.suspectSince(),
                                                        a.mediaTimestamp(),
                                                        a.frozenUpdates()));
        Stream<String> rivals = air.rivals().stream().map(AirTransactionsTest::shape).sorted();
        Stream<String> left = air.left().stream().map(Object::toString).sorted();
        return Stream.of(current, rivals, left).flatMap(part -> part).toList();
    }

    private static String shape(Rival rival) {
        return "rival %s since %s refuted %s by itself %s"
                .formatted(rival.origin(), rival.since(), rival.refutedAt(), rival.closedItself());
    }

    private static MediaEvent.Publish hook(Fence fence, String object) {
        return new MediaEvent.Publish(
                fence, PATH, NAME, Protocol.RTMP, Optional.of(object), "", false);
    }

    private Decision publish(Fence fence) {
        return transactions
                .run(
                        AirQuery.byName(fence, NAME),
                        (air, token, at) -> Rules.publish(air, hook(fence, "object"), at))
                .orElseThrow()
                .decision();
    }

    private List<Fence> left(AirQuery query) {
        List<Fence> left = new ArrayList<>();
        transactions.run(
                query,
                (air, token, at) -> {
                    air.left().forEach(l -> left.add(l.fence()));
                    return Decision.accept(Decision.Note.UNCHANGED);
                });
        return left;
    }

    private void publishInto(Fence fence, String stream) {
        transactions.run(
                AirQuery.byName(fence, new Name("key", stream, Optional.empty())),
                (air, token, at) -> Rules.publish(air, hook(fence, "object"), at));
    }

    private void end(Fence fence, String stream) {
        MediaEvent.End end =
                new MediaEvent.End(
                        fence,
                        Optional.of(new Name("key", stream, Optional.empty())),
                        EndKind.UNPUBLISH);
        transactions.run(
                AirQuery.byFence(fence, end.name()), (air, token, at) -> Rules.end(air, end, at));
    }

    private void endOf(Fence fence) {
        MediaEvent.End end = new MediaEvent.End(fence, Optional.of(NAME), EndKind.UNPUBLISH);
        transactions.run(
                AirQuery.byFence(fence, end.name()), (air, token, at) -> Rules.end(air, end, at));
    }

    private AirTransactions transactions(List<AirRule> rules) {
        Clock clock =
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                };
        return new AirTransactions(
                database,
                new AirRepository(database),
                new ViewerRepository(jdbc),
                events,
                rules,
                clock,
                new SimpleMeterRegistry());
    }
}
