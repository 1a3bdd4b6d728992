package io.serai.live;

import io.serai.live.Air.Origin;
import io.serai.live.Air.Rival;
import io.serai.live.Air.Session;
import io.serai.live.Decision.Note;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.OnAirReport.Publisher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rules for what media servers answer when they are asked: live, not live, or unknown. Pure
 * functions; see {@link Rules} and docs/sessions.md ("Reconciler").
 */
final class Judgement {
    /** A server lists a publisher only once our hook has been answered and media has come. */
    static final Duration TOO_YOUNG = Duration.ofSeconds(5);

    private final Duration grace;
    private final Duration graceWithoutMedia;

    /**
     * @param grace how long a suspect may come back
     * @param graceWithoutMedia the same for a WHIP publisher who is listed without media
     */
    Judgement(Duration grace, Duration graceWithoutMedia) {
        this.grace = grace;
        this.graceWithoutMedia = graceWithoutMedia;
    }

    /**
     * Judges the current session and its contenders by what is known from outside.
     *
     * @param listeningSince since when hooks have been heard: before that nobody could come back,
     *     so no grace had begun
     */
    Decision judge(Air air, View view, Instant listeningSince, Instant now) {
        Optional<Session> current = air.current();
        if (current.isEmpty()) {
            return refuteOld(air, Decision.accept(Note.UNCHANGED), now);
        }
        Session a = current.get().suspectFrom(listeningSince);
        Decision decision =
                switch (view) {
                    case View.NoApi() -> withoutApi(air, a, now);
                    case View.Unknown() -> Decision.accept(Note.UNKNOWN);
                    case View.OtherServer(Instant requestedAt) ->
                            young(a, requestedAt)
                                    ? Decision.accept(Note.UNKNOWN)
                                    : notLive(air, a, grace, now);
                    case View.Updates updates -> byUpdates(air, a, updates, now);
                    case View.Listed listed -> listed(air, a, listed, now);
                };
        return decision.note() == Note.PROMOTED ? decision : refuteOld(air, decision, now);
    }

    /**
     * A publisher is listed for whom no session is open; asked twice in a row, so that it is not
     * one who is just coming or going.
     */
    Decision adopt(Air air, Origin found, Instant requestedAt, Instant now) {
        if (air.superseded() || air.leftSince(found.fence(), requestedAt)) {
            return Decision.accept(Note.UNCHANGED);
        }
        return air.current().isEmpty()
                ? Rules.open(air, found, now, "reconciled")
                : Decision.accept(Note.UNCHANGED);
    }

    private Decision listed(Air air, Session a, View.Listed listed, Instant now) {
        if (young(a, listed.requestedAt())) {
            return Decision.accept(Note.UNKNOWN);
        }
        if (!listed.boot().equals(a.fence().boot())) {
            return notLive(air, a, grace, now);
        }
        String client = listed.publisher().map(Publisher::client).orElse("");
        boolean active = listed.publisher().map(Publisher::active).orElse(false);
        if (client.equals(a.fence().client())) {
            return active ? live(air, a, listed.requestedAt(), now) : withoutMedia(air, a, now);
        }
        if (client.isEmpty() || !active) {
            return notLive(air, a, grace, now);
        }
        Fence other = new Fence(a.fence().source(), a.fence().boot(), client);
        if (air.leftSince(other, listed.requestedAt())) {
            return Decision.accept(Note.UNKNOWN); // the list is older than its end
        }
        Optional<Rival> contender = air.rival(other).filter(rival -> !rival.refuted());
        return contender.isPresent()
                ? Rules.promote(a, EndReason.LOST, contender.get(), now, "confirmed")
                : Rules.replace(a, Origin.found(other, a.origin().path()), now, "reconciled")
                        .noted(Note.RE_FENCED);
    }

    private static Decision live(Air air, Session a, Instant requestedAt, Instant now) {
        Decision alive = Rules.trust(a);
        for (Rival rival : open(air)) {
            if (rival.since().isBefore(requestedAt)) {
                alive = alive.change(new Change.Refute(rival, now, false));
            }
        }
        return alive;
    }

    private Decision withoutMedia(Air air, Session a, Instant now) {
        return notLive(
                air, a, a.origin().protocol() == Protocol.WHIP ? graceWithoutMedia : grace, now);
    }

    private static Decision notLive(Air air, Session a, Duration grace, Instant now) {
        if (a.suspectSince().isEmpty()) {
            return Decision.accept(Note.SUSPECT).change(new Change.Suspect(a, now));
        }
        return now.isBefore(a.suspectSince().get().plus(grace))
                ? Decision.accept(Note.SUSPECT)
                : Rules.endAs(air, a, EndReason.LOST, now);
    }

    /** nginx-rtmp without /stat: who is not turned away at once is on air. */
    private static Decision withoutApi(Air air, Session a, Instant now) {
        if (!Rules.isNginx(a.fence())) {
            return Decision.accept(Note.UNKNOWN);
        }
        return notTurnedAway(air, a, now).orElse(Decision.accept(Note.UNKNOWN));
    }

    private Decision byUpdates(Air air, Session a, View.Updates updates, Instant now) {
        Optional<Decision> successor =
                updates.onlyWord() ? notTurnedAway(air, a, now) : Optional.empty();
        return successor.orElseGet(
                () -> updates.silent() ? notLive(air, a, grace, now) : Rules.trust(a));
    }

    private static Optional<Decision> notTurnedAway(Air air, Session a, Instant now) {
        return air.contender()
                .filter(b -> !b.since().plus(Rules.CHECK_CONTENDER).isAfter(now))
                .map(b -> Rules.promote(a, EndReason.LOST, b, now, "reconnected"));
    }

    private static Decision refuteOld(Air air, Decision decision, Instant now) {
        Decision result = decision;
        for (Rival rival : open(air)) {
            boolean refutedAlready =
                    decision.changes().stream()
                            .anyMatch(c -> c instanceof Change.Refute r && r.rival() == rival);
            if (!refutedAlready && rival.since().isBefore(now.minus(Rules.CONTENDER_LIFE))) {
                result = result.change(new Change.Refute(rival, now, false));
            }
        }
        return result;
    }

    private static List<Rival> open(Air air) {
        return air.rivals().stream().filter(rival -> !rival.refuted()).toList();
    }

    private static boolean young(Session a, Instant requestedAt) {
        return a.startedAt().isAfter(requestedAt.minus(TOO_YOUNG));
    }
}
