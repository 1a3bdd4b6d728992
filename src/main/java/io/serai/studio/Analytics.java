package io.serai.studio;

import io.serai.accounts.Account;
import io.serai.common.ControlException.NotFound;
import io.serai.common.StreamId;
import io.serai.common.http.Answer;
import io.serai.common.http.FieldIssue;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.studio.AnalyticsRepository.Aired;
import io.serai.studio.AnalyticsRepository.Watched;
import io.serai.studio.StudioAnswers.AiredSession;
import io.serai.studio.StudioAnswers.AiredSessions;
import io.serai.studio.StudioAnswers.ViewersPoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What a creator learns about past and present broadcasts. Thread-safe. */
@Component
final class Analytics {
    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 365;
    private static final int USUAL_PAGE = 20;
    private static final int POINTS = 100;
    private static final double TENTH = 10.0;

    private final StudioRepository streams;
    private final AnalyticsRepository repository;
    private final Clock clock;

    Analytics(StudioRepository streams, AnalyticsRepository repository, Clock clock) {
        this.streams = streams;
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * The sessions of the last {@code days}, a page at a time.
     *
     * @throws NotFound when the creator has no stream
     */
    Answer of(Account creator, HttpCall call) {
        List<FieldIssue> issues = new ArrayList<>();
        int days = Page.number(call, "days", USUAL_DAYS, 1, MOST_DAYS, issues);
        if (!issues.isEmpty()) {
            throw Refused.invalid(issues);
        }
        Page page = Page.of(call, USUAL_PAGE);
        StreamId stream =
                streams.idByOwner(creator.id()).orElseThrow(() -> new NotFound("Stream not found"));
        Instant now = clock.instant();
        Instant since = now.minus(Duration.ofDays(days));
        List<Aired> aired = repository.sessions(stream, since, page);
        Map<Long, List<Watched>> curves =
                repository.curves(aired.stream().map(Aired::id).toList(), now, POINTS);
        return Json.answer(
                200,
                new StudioAnswers.StudioAnalytics(
                        true,
                        new AiredSessions(
                                days,
                                aired.stream()
                                        .map(
                                                one ->
                                                        session(
                                                                one,
                                                                curves.getOrDefault(
                                                                        one.id(), List.of()),
                                                                now))
                                        .toList(),
                                repository.count(stream, since))));
    }

    private static AiredSession session(Aired aired, List<Watched> curve, Instant now) {
        Instant end = aired.endedAt().orElse(now);
        return new AiredSession(
                Json.time(aired.startedAt()),
                aired.endedAt().map(Json::time).orElse(null),
                Math.max(0, Duration.between(aired.startedAt(), end).toSeconds()),
                aired.peakViewers(),
                Math.round(aired.averageViewers() * TENTH) / TENTH,
                curve.stream()
                        .map(one -> new ViewersPoint(Json.time(one.at()), one.viewers()))
                        .toList());
    }
}
