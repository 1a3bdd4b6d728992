package io.serai.broadcasts;

import io.serai.broadcasts.BroadcastAnswers.CurvePoint;
import io.serai.broadcasts.BroadcastAnswers.Figures;
import io.serai.broadcasts.BroadcastAnswers.StatsSession;
import io.serai.broadcasts.FiguresRepository.Session;
import io.serai.common.http.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the owner of a broadcast is told about its sessions and viewers. Thread-safe. */
@Component
final class BroadcastStats {
    private final FiguresRepository figures;
    private final ViewerCount viewers;
    private final Clock clock;

    BroadcastStats(FiguresRepository figures, ViewerCount viewers, Clock clock) {
        this.figures = figures;
        this.viewers = viewers;
        this.clock = clock;
    }

    Figures of(Broadcast broadcast) {
        Instant now = clock.instant();
        List<Session> sessions = figures.sessions(broadcast.id());
        Optional<Audience.Talk> talk = viewers.talk(broadcast.id());
        return new Figures(
                broadcast.id().value(),
                broadcast.status().name(),
                sessions.stream().mapToLong(one -> seconds(one, now)).sum(),
                viewers.of(broadcast.id()),
                sessions.stream().mapToInt(Session::peakViewers).max().orElse(0),
                sessions.stream().map(one -> shown(one, now)).toList(),
                figures.curve(broadcast.id()).stream()
                        .map(point -> new CurvePoint(Json.time(point.at()), point.viewers()))
                        .toList(),
                talk.map(Audience.Talk::messages).orElse(null),
                talk.map(Audience.Talk::chatters).orElse(null));
    }

    private static StatsSession shown(Session session, Instant now) {
        return new StatsSession(
                Json.time(session.startedAt()),
                session.endedAt().map(Json::time).orElse(null),
                seconds(session, now),
                session.peakViewers());
    }

    private static long seconds(Session session, Instant now) {
        Duration length = Duration.between(session.startedAt(), session.endedAt().orElse(now));
        return Math.max(0, length.toSeconds());
    }
}
