package io.serai.destinations;

import io.serai.common.http.Json;
import io.serai.restream.Destination;
import io.serai.restream.Failure;
import io.serai.restream.Progress;
import io.serai.restream.RestreamRun;
import io.serai.restream.RestreamState;
import io.serai.restream.RestreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What owners are told about the processes that send their streams on; without secrets. */
final class StatusAnswers {
    private StatusAnswers() {}

    /** What went wrong last: a word for programs, and a line for people. */
    record LastError(String kind, String text) {
        static @Nullable LastError of(Optional<Failure> failure) {
            return failure.map(one -> new LastError(one.kind().text(), one.text())).orElse(null);
        }
    }

    /**
     * What is done about a destination.
     *
     * @param state {@code starting}, {@code running}, {@code backing-off}, {@code stopping}, {@code
     *     stopped} or {@code failed}; {@code stopped} also where nothing was ever to be done
     * @param since when it came into the state; null where nothing was ever to be done
     * @param attempts starts in a row without a stable run
     * @param nextStart while it backs off
     * @param lastError may still stand there while a later start is under way
     * @param bitrate kbit/s, as an average since the start of the process
     * @param uptime seconds since media first arrived at the target; 0 unless it runs
     */
    record DestinationStatus(
            long id,
            long streamId,
            String platform,
            String displayName,
            boolean enabled,
            String state,
            @Nullable String since,
            int attempts,
            @Nullable String nextStart,
            @Nullable LastError lastError,
            double bitrate,
            double fps,
            double speed,
            long frames,
            long dropped,
            long bytes,
            double uptime) {
        static DestinationStatus of(
                Destination destination, Optional<RestreamStatus> known, Instant now) {
            Progress progress =
                    known.flatMap(RestreamStatus::progress).orElse(new Progress(0, 0, 0, 0, 0, 0));
            return new DestinationStatus(
                    destination.id().value(),
                    destination.stream().value(),
                    destination.platform(),
                    destination.displayName(),
                    destination.enabled(),
                    known.map(RestreamStatus::state).orElse(RestreamState.STOPPED).text(),
                    known.map(one -> Json.time(one.since())).orElse(null),
                    known.map(RestreamStatus::attempts).orElse(0),
                    known.flatMap(RestreamStatus::nextStart).map(Json::time).orElse(null),
                    LastError.of(known.flatMap(RestreamStatus::failure)),
                    progress.bitrate(),
                    progress.fps(),
                    progress.speed(),
                    progress.frames(),
                    progress.dropped(),
                    progress.bytes(),
                    known.map(one -> uptime(one, now)).orElse(0.0));
        }

        /** The same at another moment: time alone is no news. */
        DestinationStatus withoutUptime() {
            return new DestinationStatus(
                    id,
                    streamId,
                    platform,
                    displayName,
                    enabled,
                    state,
                    since,
                    attempts,
                    nextStart,
                    lastError,
                    bitrate,
                    fps,
                    speed,
                    frames,
                    dropped,
                    bytes,
                    0);
        }

        private static double uptime(RestreamStatus status, Instant now) {
            return status.state() == RestreamState.RUNNING && now.isAfter(status.since())
                    ? Duration.between(status.since(), now).toMillis() / 1000.0
                    : 0;
        }
    }

    /**
     * A page of the processes of a destination, newest first.
     *
     * @param next the {@code before} of the next page; null on the last one
     */
    record RunPage(List<ProcessRun> runs, @Nullable Long next) {
        /**
         * @param found one more than the page has, if there is a next one
         */
        static RunPage of(List<RestreamRun> found, int limit) {
            List<RestreamRun> shown = found.subList(0, Math.min(found.size(), limit));
            return new RunPage(
                    shown.stream().map(ProcessRun::of).toList(),
                    found.size() > limit ? (Long) shown.getLast().id() : null);
        }
    }

    /**
     * One process.
     *
     * @param runningAt when media first arrived at the target
     * @param endedAt null while it runs
     * @param exitCode 128 + signal where a signal ended it
     * @param error null where it ended as it should
     */
    record ProcessRun(
            long id,
            String startedAt,
            @Nullable String runningAt,
            @Nullable String endedAt,
            @Nullable Integer exitCode,
            @Nullable LastError error,
            long frames,
            long dropped,
            long bytes) {
        static ProcessRun of(RestreamRun run) {
            return new ProcessRun(
                    run.id(),
                    Json.time(run.startedAt()),
                    run.runningAt().map(Json::time).orElse(null),
                    run.endedAt().map(Json::time).orElse(null),
                    run.exitCode().isPresent() ? (Integer) run.exitCode().getAsInt() : null,
                    LastError.of(run.failure()),
                    run.progress().frames(),
                    run.progress().dropped(),
                    run.progress().bytes());
        }
    }

    /** The last lines that the processes of a destination wrote, oldest first. */
    record ProcessLog(List<String> lines) {}
}
