package io.serai.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.StreamId;
import io.serai.timeline.HistoryRepository.Ended;
import io.serai.timeline.HistoryRepository.OnAir;
import io.serai.timeline.HistoryRepository.Stream;
import io.serai.timeline.NoteRepository.Note;
import io.serai.timeline.Row.Kind;
import io.serai.timeline.Row.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The one sentence that an operator reads first. */
class DiagnosisTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Optional<Stream> STREAM =
            Optional.of(new Stream(new StreamId(1), "a", "pixelcast", ago(9000), Optional.empty()));
    private static final Optional<OnAir> LIVE =
            Optional.of(new OnAir(1, ago(300), Optional.empty(), "srs:one"));
    private static final Optional<Ended> LEFT = Optional.of(new Ended(ago(600), "unpublish"));

    @Test
    void onAir() {
        assertThat(sentence(LIVE, LEFT, List.of(publish(true, "accepted", 300)), List.of()))
                .isEqualTo("On air since 11:55:00 (5 min ago).");
    }

    @Test
    void onAirThoughItsServerCannotBeAskedAndSomebodyElseIsRefused() {
        assertThat(
                        sentence(
                                LIVE,
                                LEFT,
                                List.of(publish(false, "already_live", 60)),
                                List.of(sight("unreachable", "unknown", 120))))
                .isEqualTo(
                        "On air since 11:55:00 (5 min ago); but srs:one can't be asked since"
                            + " 11:58:00, so nobody has checked. Beside it, the last publish was"
                            + " refused 60 s ago from 192.0.2.4: why.");
    }

    @Test
    void suspect() {
        Optional<OnAir> lost = Optional.of(new OnAir(1, ago(300), Optional.of(ago(10)), "srs:one"));
        assertThat(sentence(lost, LEFT, List.of(), List.of(sight("not_listed", "suspect", 10))))
                .isEqualTo(
                        "Suspect since 11:59:50 (10 s ago): srs:one no longer lists it. It ends"
                                + " unless it comes back.");
        assertThat(sentence(lost, LEFT, List.of(), List.of())).contains("srs:one was started anew");
    }

    @Test
    void refusedSinceItEnded() {
        assertThat(
                        sentence(
                                Optional.empty(),
                                LEFT,
                                List.of(publish(false, "wrong_token", 180)),
                                List.of()))
                .isEqualTo(
                        "Not on air: the last publish was refused 3 min ago from 192.0.2.4: why.");
    }

    @Test
    void endedSinceItWasRefused() {
        assertThat(
                        sentence(
                                Optional.empty(),
                                Optional.of(new Ended(ago(60), "lost")),
                                List.of(publish(false, "wrong_token", 180)),
                                List.of()))
                .isEqualTo("Not on air: the last session ended 60 s ago: it was lost.");
    }

    @Test
    void neverTried() {
        assertThat(sentence(Optional.empty(), Optional.empty(), List.of(), List.of()))
                .isEqualTo("Not on air: nobody has tried to publish it in the last 7 days.");
    }

    private static String sentence(
            Optional<OnAir> onAir, Optional<Ended> ended, List<Note> publishes, List<Note> sights) {
        return new Diagnosis(STREAM, onAir, ended, publishes, sights, Duration.ofDays(7), NOW)
                .head()
                .sentence();
    }

    private static Note publish(boolean accepted, String word, int secondsAgo) {
        return note(
                new Told(
                        Kind.HOOK,
                        "publish",
                        accepted,
                        word,
                        "",
                        false,
                        "srs:one",
                        "c1",
                        "192.0.2.4",
                        "127.0.0.1",
                        "rtmp",
                        3,
                        "why"),
                secondsAgo);
    }

    private static Note sight(String word, String rule, int secondsAgo) {
        return note(
                new Told(
                        Kind.FINDING,
                        "sight",
                        true,
                        word,
                        rule,
                        false,
                        "srs:one",
                        "c1",
                        "",
                        "",
                        "",
                        0,
                        ""),
                secondsAgo);
    }

    private static Note note(Told told, int secondsAgo) {
        return new Note(1, ago(secondsAgo), ago(secondsAgo), 1, told);
    }

    private static Instant ago(int seconds) {
        return NOW.minusSeconds(seconds);
    }
}
