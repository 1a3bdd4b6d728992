package io.serai.live;

import io.micrometer.core.instrument.MeterRegistry;
import io.serai.common.ControlException.Unavailable;
import io.serai.live.JournalNote.Sight;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Compares what is stored with what the media servers say, session by session. Thread-safe; rounds
 * and single checks may overlap, because each judgement is made under the stream's lock.
 */
@Component
final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private static final int MOST_POSTPONED = 3;

    private final SessionRepository sessions;
    private final AirTransactions transactions;
    private final Boots boots;
    private final MediaServers servers;
    private final List<OnAirSource> sources;
    private final Judgement judgement;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Listening listening;
    private final LiveMetrics figures;
    private final Findings findings;
    private volatile Set<Stranger> strangers = Set.of();

    Reconciler(
            SessionRepository sessions,
            AirTransactions transactions,
            Boots boots,
            MediaServers servers,
            List<OnAirSources> sources,
            LiveSettings settings,
            Listening listening,
            LiveMetrics figures,
            Findings findings,
            Clock clock,
            MeterRegistry metrics) {
        this.sessions = sessions;
        this.transactions = transactions;
        this.boots = boots;
        this.servers = servers;
        this.sources = sources.stream().flatMap(all -> all.all().stream()).toList();
        this.judgement = settings.judgement();
        this.listening = listening;
        this.figures = figures;
        this.findings = findings;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** A listed publisher without a session. */
    private record Stranger(Fence fence, String path) {}

    private record Sighting(Stranger stranger, Instant requestedAt) {}

    /** Asks every media server and judges every session. */
    void round() {
        List<Views.Reported> reports = ask(sources);
        try {
            noteBoots(reports);
            List<SessionRow> onAir = sessions.onAir();
            Views views = views(reports);
            judgeAll(onAir, views);
            adoptStrangers(reports, onAir);
            findings.keep(onAir.stream().map(SessionRow::fence).collect(Collectors.toSet()));
            figures.seen(sessions.byState());
        } catch (Unavailable | DataAccessException e) {
            listening.interrupted();
            throw e instanceof Unavailable u
                    ? u
                    : new Unavailable("The database does not answer", e);
        }
    }

    /** A stream that somebody keeps locked waits for the next round; many mean a fault. */
    private void judgeAll(List<SessionRow> onAir, Views views) {
        int postponed = 0;
        for (SessionRow session : onAir) {
            try {
                judge(session, views.of(session));
            } catch (Unavailable e) {
                postponed++;
                if (postponed == Math.min(MOST_POSTPONED, onAir.size())) {
                    throw e;
                }
                log.warn("session.postponed source={}", session.fence().source());
            }
        }
    }

    /** Asks now about these sessions only. */
    void check(Set<Fence> fences) {
        List<OnAirSource> asked =
                sources.stream()
                        .filter(source -> fences.stream().anyMatch(f -> concerns(source, f)))
                        .toList();
        List<Views.Reported> reports = ask(asked);
        noteBoots(reports);
        Views views = views(reports);
        sessions.onAir().stream()
                .filter(session -> fences.contains(session.fence()))
                .forEach(session -> judge(session, views.of(session)));
    }

    private Views views(List<Views.Reported> reports) {
        return new Views(servers.mediaServers(), reports, listening.since(), clock.instant());
    }

    private static boolean concerns(OnAirSource source, Fence fence) {
        return switch (source.server().kind()) {
            case SRS -> fence.source().startsWith("srs:");
            case NGINX_RTMP -> fence.source().equals("nginx:" + source.server().name());
            case LIVEKIT -> Ingresses.isIngress(fence);
        };
    }

    private List<Views.Reported> ask(List<OnAirSource> asked) {
        List<Views.Reported> reports = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Views.Reported>> answers =
                    asked.stream()
                            .map(
                                    s ->
                                            executor.submit(
                                                    () ->
                                                            new Views.Reported(
                                                                    s.server(), s.report())))
                            .toList();
            for (Future<Views.Reported> answer : answers) {
                reports.add(answer.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a media server's client failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("The stop has begun", e);
        }
        return reports;
    }

    private void noteBoots(List<Views.Reported> reports) {
        for (Views.Reported reported : reports) {
            if (reported.report() instanceof Listing listing) {
                boots.answered(listing.source(), listing.boot(), listing.requestedAt());
            }
        }
    }

    private void judge(SessionRow session, View view) {
        if (undisputed(session, view)) {
            count("live");
            findings.confirmed(session, view);
            return;
        }
        transactions
                .run(
                        AirQuery.toJudge(session.fence()),
                        (air, token, now) -> judgement.judge(air, view, listening.since(), now))
                .ifPresent(
                        decided -> {
                            count(decided.decision().note().word());
                            findings.judged(session.fence(), view, decided);
                        });
    }

    /** The usual case needs no lock: it is open, and its server lists just its publisher. */
    private static boolean undisputed(SessionRow session, View view) {
        return !session.suspect()
                && !session.contested()
                && switch (view) {
                    case View.Listed listed ->
                            listed.boot().equals(session.fence().boot())
                                    && listed.publisher()
                                            .filter(Publisher::active)
                                            .map(Publisher::client)
                                            .filter(session.fence().client()::equals)
                                            .isPresent();
                    case View.Updates updates -> !updates.silent();
                    case View.NoApi ignored -> false;
                    case View.Unknown ignored -> false;
                    case View.OtherServer ignored -> false;
                };
    }

    private void count(String verdict) {
        metrics.counter("serai.live.reconciler", "verdict", verdict).increment();
    }

    /** Adopts who is listed twice in a row without a session. */
    private void adoptStrangers(List<Views.Reported> reports, List<SessionRow> onAir) {
        Set<Stranger> known = new HashSet<>();
        onAir.forEach(session -> known.add(new Stranger(session.fence(), session.path())));
        List<Sighting> found =
                reports.stream()
                        .flatMap(Reconciler::sightings)
                        .filter(sighting -> !known.contains(sighting.stranger()))
                        .toList();
        Set<Stranger> before = strangers;
        strangers = found.stream().map(Sighting::stranger).collect(Collectors.toSet());
        found.stream().filter(s -> before.contains(s.stranger())).forEach(this::adopt);
    }

    private static Stream<Sighting> sightings(Views.Reported reported) {
        return reported.report() instanceof Listing listing
                ? listing.publishers().stream()
                        .filter(p -> p.active() && !p.client().isEmpty())
                        .map(
                                p ->
                                        new Sighting(
                                                new Stranger(
                                                        new Fence(
                                                                listing.source(),
                                                                listing.boot(),
                                                                p.client()),
                                                        p.path()),
                                                listing.requestedAt()))
                : Stream.empty();
    }

    private void adopt(Sighting sighting) {
        Stranger stranger = sighting.stranger();
        transactions
                .run(
                        AirQuery.byName(
                                stranger.fence(),
                                StoredNames.of(Paths.name(stranger.path()), sessions)),
                        (air, token, now) ->
                                token.isPresent()
                                        ? Decision.accept(Decision.Note.UNCHANGED)
                                        : judgement.adopt(
                                                air,
                                                Air.Origin.found(stranger.fence(), stranger.path()),
                                                sighting.requestedAt(),
                                                now))
                .filter(decided -> !decided.decision().changes().isEmpty())
                .ifPresent(
                        decided -> {
                            findings.seen(stranger.fence(), Sight.LISTED, decided);
                            log.warn(
                                    "session.adopted stream={} source={}",
                                    decided.found().air().stream().id(),
                                    stranger.fence().source());
                        });
    }
}
