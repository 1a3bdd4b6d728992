package io.serai.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.StreamId;
import io.serai.live.Grounds;
import io.serai.live.JournalNote.Ruling;
import io.serai.testing.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which stream is meant, what is kept of it, and how it is paged, on a real PostgreSQL. */
class TimelineStepsTest {
    private static final Grounds OPENED = new Grounds(Optional.of(new StreamId(1)), "opened", true);

    private final TimelineBench bench = new TimelineBench();

    @Test
    void triesUnderANameThatNobodyKnowsAreFoundByExactlyThatName() {
        for (int tries = 0; tries < 12; tries++) {
            bench.write(bench.unknown("mistyped-key", "192.0.2.4"));
            pass(Duration.ofSeconds(1));
        }
        pass(Duration.ofMinutes(3));

        assertThat(bench.text("mistyped-key"))
                .isEqualTo(
                        """
                        No such stream: the last publish was refused 3 min ago from 192.0.2.4, 12 times: no stream has this name.

                        2026-03-01T12:00:00.000Z  hook      publish refused: no stream has this name (srs:one, client c1, from 192.0.2.4, rtmp, 3 ms); 12 times until 12:00:11
                        """);
        assertThat(bench.rows()).isEqualTo(1);
        assertThatThrownBy(() -> bench.text("mistyped-kez")).isInstanceOf(NotFound.class);
        assertThat(bench.json("mistyped-key", "")).doesNotContain("mistyped");
        assertThat(
                        bench.jdbc
                                .sql("SELECT e::text FROM timeline_entries e")
                                .query(String.class)
                                .single())
                .doesNotContain("mistyped");
    }

    @Test
    void triesAreCountedAnewInTheNextWindow() {
        bench.write(bench.unknown("name", "192.0.2.4"));
        pass(Duration.ofMinutes(10));
        bench.write(bench.unknown("name", "192.0.2.4"));

        assertThat(bench.rows()).isEqualTo(2);
    }

    @Test
    void tooManyDifferentUnknownNamesAreCountedNotKept() {
        TimelineBench few = withAtMost(60, 3);
        for (int number = 1; number <= 5; number++) {
            few.write(few.unknown("name" + number, "192.0.2.4"));
        }

        assertThat(few.rows()).isEqualTo(4);
        assertThat(few.text("name1")).contains("2 notes about unknown names are missing");
        assertThatThrownBy(() -> few.text("name4")).isInstanceOf(NotFound.class);
    }

    @Test
    void aStreamThatFlapsForHoursFillsFewRows() {
        TimelineBench few = withAtMost(4, 500);
        few.stream("name", "key");
        for (int number = 0; number < 100; number++) {
            few.clock.pass(Duration.ofSeconds(1));
            few.write(few.hook("key", "192.0.2.4", new Ruling(true, "accepted", "", OPENED)));
        }

        assertThat(few.rows()).isEqualTo(5);
        assertThat(few.text("1")).contains("96 times");
    }

    @Test
    void aStreamIsFoundByItsIdItsKeyAndItsRoom() {
        long id = bench.stream("name", "key");
        UUID room = UUID.randomUUID();
        bench.jdbc
                .sql(
                        "INSERT INTO rooms (id, name, stream_key, room_type, room_url, stream_id)"
                                + " VALUES (:room, 'a room', 'key', 'rtmp', '/room/key', :id)")
                .param("room", room)
                .param("id", id)
                .update();
        bench.write(bench.hook("key", "192.0.2.4", new Ruling(true, "accepted", "", OPENED)));

        String byId = bench.text(Long.toString(id));

        assertThat(byId).contains("Stream 1, a room", "publish accepted: goes on air");
        assertThat(bench.text("key")).isEqualTo(byId);
        assertThat(bench.text(room.toString())).isEqualTo(byId);
    }

    @Test
    void aDeletedStreamIsFoundByTheKeyItHadWithWhatWasRefusedSince() {
        long id = bench.stream("name", "key");
        bench.write(bench.hook("key", "192.0.2.4", new Ruling(true, "accepted", "", OPENED)));
        pass(Duration.ofMinutes(1));
        bench.jdbc.sql("DELETE FROM publish_keys").update();
        bench.jdbc
                .sql("UPDATE streams SET deleted_at = :at")
                .param("at", NoteRepository.utc(bench.clock.instant()))
                .update();
        pass(Duration.ofMinutes(1));
        bench.write(bench.unknown("key", "192.0.2.4"));

        assertThat(bench.text("key"))
                .isEqualTo(bench.text(Long.toString(id)))
                .contains("Deleted 60 s ago, and its key with it; the last publish was refused")
                .contains("publish refused: no stream has this name")
                .contains("publish accepted: goes on air");
    }

    @Test
    void aRefusalAtTheGateIsToldOfTheStreamThatWasNamed() {
        bench.stream("name", "key");
        bench.write(
                bench.hook(
                        "key",
                        "192.0.2.4",
                        new Ruling(false, "denied", "Hook secret missing or wrong", Grounds.NONE)));

        assertThat(bench.text("1"))
                .contains("Not on air: the last publish was refused 0 s ago from 192.0.2.4:")
                .contains("Hook secret missing or wrong (called from 127.0.0.1)");
    }

    @Test
    void pagesNeitherOverlapNorLeaveAnythingOutWhileMoreIsWritten() throws IOException {
        bench.stream("name", "key");
        for (int number = 0; number < 23; number++) {
            pass(Duration.ofSeconds(number % 3));
            bench.write(
                    bench.hook(
                            "key", "192.0.2." + number, new Ruling(true, "accepted", "", OPENED)));
        }
        List<String> whole = texts(json("limit=500"));

        List<String> paged = new ArrayList<>();
        String before = "";
        do {
            JsonNode page = json("limit=5" + (before.isEmpty() ? "" : "&before=" + before));
            paged.addAll(texts(page));
            before = page.get("next").isNull() ? "" : page.get("next").asText();
            pass(Duration.ofMinutes(1));
            bench.write(bench.hook("key", "later", new Ruling(true, "accepted", "", OPENED)));
        } while (!before.isEmpty());

        assertThat(whole).hasSize(23);
        assertThat(paged).isEqualTo(whole);
    }

    @Test
    void oldNotesAreRemoved() {
        bench.write(bench.unknown("old", "192.0.2.4"));
        pass(Duration.ofDays(7));
        bench.write(bench.unknown("new", "192.0.2.4"));
        pass(Duration.ofSeconds(1));

        bench.steps.prune();

        assertThat(bench.rows()).isEqualTo(1);
        assertThat(bench.text("new")).contains("refused");
    }

    @Test
    void eventsAndWhatBecameOfThemAreToldWithTheNextAttempt() {
        bench.stream("name", "key");
        insertDeliveries();

        assertThat(bench.text("1"))
                .contains("event     stream.live broadcast 7 (published)")
                .contains(
                        "delivery  slow gets stream.live: 2 failed, next attempt 12:05:00: Timeout")
                .contains(
                        "delivery  lost gets stream.live: parked after 10 failures: 404 from"
                                + " discord")
                .contains("delivery  good gets stream.live: done at 12:00:01, 1 failed before");
    }

    @ParameterizedTest
    @CsvSource({
        "1, limit=0",
        "1, limit=501",
        "1, limit=x",
        "1, before=x",
        "1, before=1-2",
        "1, format=xml"
    })
    void malformedQuestionsAreRefused(String id, String query) {
        bench.stream("name", "key");
        assertThatThrownBy(() -> bench.json(id, query)).isInstanceOf(Invalid.class);
    }

    @Test
    void namesThatNobodyCouldHaveAreRefused() {
        for (String id : List.of("", "a\0b", "x".repeat(1025))) {
            assertThatThrownBy(() -> bench.json(id, "")).isInstanceOf(Invalid.class);
        }
        assertThatThrownBy(() -> bench.json("99", "")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench.json("\ud800", "")).isInstanceOf(NotFound.class);
    }

    private void insertDeliveries() {
        Instant at = bench.clock.instant();
        bench.jdbc
                .sql(
                        """
                        WITH event AS (
                            INSERT INTO stream_events (stream_id, type, at, detail)
                            VALUES (1, 'stream.live', :at, '{"reason":"published","broadcast":7}') RETURNING id),
                        subscription AS (
                            INSERT INTO subscriptions (name, types, active) VALUES ('slow', '{stream.live}', true)),
                        lane AS (
                            INSERT INTO delivery_lanes (subscription, stream_id, due_at)
                            VALUES ('slow', 1, CAST(:at AS timestamptz) + interval '5 minutes')),
                        finished AS (
                            INSERT INTO finished_deliveries (id, subscription, stream_id, event_id, event_at, replay,
                                attempts, created_at, finished_at)
                            SELECT 99, 'good', 1, id, :at, 0, 1, :at, CAST(:at AS timestamptz) + interval '1 second'
                            FROM event)
                        INSERT INTO deliveries (subscription, stream_id, event_id, event_at, state, attempts, last_error)
                        SELECT 'slow', 1, id, CAST(:at AS timestamptz), 'pending', 2, 'Timeout' FROM event
                        UNION ALL
                        SELECT 'lost', 1, id, CAST(:at AS timestamptz), 'parked', 10, '404 from discord' FROM event
                        """)
                .param("at", NoteRepository.utc(at))
                .update();
    }

    private static TimelineBench withAtMost(int perStream, int unknownNames) {
        return new TimelineBench(
                new TestClock(Instant.parse("2026-03-01T12:00:00Z")),
                new TimelineSettings(
                        Duration.ofDays(7), 5000, Duration.ofMinutes(10), perStream, unknownNames));
    }

    private JsonNode json(String query) throws IOException {
        return new JsonMapper().readTree(bench.json("1", query));
    }

    private static List<String> texts(JsonNode page) {
        JsonNode entries = page.get("entries");
        return IntStream.range(0, entries.size())
                .mapToObj(number -> entries.get(number).get("text").asText())
                .toList();
    }

    private void pass(Duration time) {
        bench.clock.pass(time);
    }
}
