package io.serai.live;

import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Turns the answers of all media servers into what is known about one session. A session is judged
 * only by the media server that opened it.
 *
 * @param reports what each server that can be asked said
 * @param listeningSince since when on_update would have reached us: silence before that says
 *     nothing
 */
record Views(
        List<MediaServer> servers, List<Reported> reports, Instant listeningSince, Instant now) {
    private static final int MISSED_UPDATES = 3;

    /** One server's answer. */
    record Reported(MediaServer server, OnAirReport report) {}

    View of(SessionRow session) {
        if (Ingresses.isIngress(session.fence())) {
            return livekit(session);
        }
        return Rules.isNginx(session.fence()) ? nginx(session) : srs(session);
    }

    private View livekit(SessionRow session) {
        return reports.stream()
                .filter(reported -> reported.server().kind() == Kind.LIVEKIT)
                .findFirst()
                .<View>map(
                        reported ->
                                reported.report() instanceof Listing listing
                                        ? listed(listing, session)
                                        : new View.Unknown())
                .orElse(new View.NoApi());
    }

    private View srs(SessionRow session) {
        List<OnAirReport> answers =
                reports.stream()
                        .filter(reported -> reported.server().kind() == Kind.SRS)
                        .map(Reported::report)
                        .toList();
        if (answers.isEmpty()) {
            return new View.NoApi();
        }
        boolean allAsked =
                answers.size() == servers.stream().filter(s -> s.kind() == Kind.SRS).count();
        for (OnAirReport answer : answers) {
            if (answer instanceof Listing listing
                    && listing.source().equals(session.fence().source())) {
                return listed(listing, session);
            }
        }
        // One that is silent, or can't be asked at all, may be the one that opened the session.
        if (!allAsked || answers.stream().anyMatch(OnAirReport.Unknown.class::isInstance)) {
            return new View.Unknown();
        }
        // Each server answers, and none is the one that opened the session.
        return answers.stream()
                .filter(Listing.class::isInstance)
                .map(answer -> ((Listing) answer).requestedAt())
                .min(Instant::compareTo)
                .<View>map(View.OtherServer::new)
                .orElse(new View.Unknown());
    }

    private View nginx(SessionRow session) {
        Optional<MediaServer> server =
                servers.stream()
                        .filter(s -> ("nginx:" + s.name()).equals(session.fence().source()))
                        .findFirst();
        Optional<OnAirReport> report =
                reports.stream()
                        .filter(r -> server.isPresent() && r.server().equals(server.get()))
                        .map(Reported::report)
                        .findFirst();
        Duration interval = server.map(MediaServer::updateInterval).orElse(Duration.ofSeconds(30));
        Optional<View> updates =
                session.updatedAt()
                        .map(at -> new View.Updates(silent(at, interval), report.isEmpty()));
        if (report.isPresent() && report.get() instanceof Listing listing) {
            View listed = listed(listing, session);
            boolean absent =
                    listed instanceof View.Listed seen
                            && seen.publisher().filter(p -> !p.client().isEmpty()).isEmpty();
            // A reloaded nginx lists only what its new worker has; updates of the old one go on.
            View alive = new View.Updates(false, false);
            return absent && updates.equals(Optional.of(alive)) ? alive : listed;
        }
        return updates.orElse(report.isPresent() ? new View.Unknown() : new View.NoApi());
    }

    private boolean silent(Instant updatedAt, Duration interval) {
        Instant since = updatedAt.isAfter(listeningSince) ? updatedAt : listeningSince;
        return since.plus(interval.multipliedBy(MISSED_UPDATES)).isBefore(now);
    }

    private static View listed(Listing listing, SessionRow session) {
        List<Publisher> candidates =
                listing.publishers().stream().filter(p -> p.path().equals(session.path())).toList();
        // Two streams of nginx-rtmp may be listed under one path.
        Optional<Publisher> publisher =
                candidates.stream()
                        .filter(p -> p.client().equals(session.fence().client()))
                        .findFirst()
                        .or(() -> candidates.stream().findFirst());
        return new View.Listed(listing.requestedAt(), listing.boot(), publisher);
    }
}
