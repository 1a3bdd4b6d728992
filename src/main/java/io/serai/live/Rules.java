package io.serai.live;

import io.serai.live.Air.Origin;
import io.serai.live.Air.Rival;
import io.serai.live.Air.Session;
import io.serai.live.Change.Broadcast;
import io.serai.live.Decision.Note;
import io.serai.live.Decision.Outcome;
import io.serai.live.MediaEvent.EndKind;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.Verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rules for what media servers tell: pure functions of the stored state and one message. The
 * names P1 to P6 and E1 to E5 are those of docs/sessions.md, which says for each which recorded
 * situation it answers. What media servers answer when asked is judged by {@link Judgement}.
 */
final class Rules {
    /** SRS and nginx-rtmp have decided between two publishers well within this time. */
    static final Duration CHECK_CONTENDER = Duration.ofSeconds(2);

    /** A contender without any sign of life for so long is not on air. */
    static final Duration CONTENDER_LIFE = Duration.ofSeconds(10);

    /** nginx-rtmp ends a busy second publisher at once (seen: 4 ms). */
    static final Duration LOSER_ENDS_WITHIN = Duration.ofSeconds(1);

    /** A repeated request of nginx-rtmp's can only be a duplicate for so long. */
    static final Duration DUPLICATE_WITHIN = Duration.ofSeconds(3);

    /** So many on_update without new media, and a publisher who was turned away: stalled. */
    static final int FROZEN_UPDATES = 3;

    static final Duration TURNED_AWAY_WITHIN = Duration.ofSeconds(30);

    /** An update that its publisher's end has overtaken comes within this time. */
    static final Duration UPDATE_LATE = Duration.ofSeconds(5);

    private Rules() {}

    /** Somebody asks to publish; the key was found valid. */
    static Decision publish(Air air, MediaEvent.Publish event, Instant now) {
        Origin b = Origin.of(event);
        if (air.superseded()) {
            return Decision.refuse(
                    Reason.SUPERSEDED_SERVER, "The media server was restarted since");
        }
        if (air.current().isEmpty()) {
            return open(air, b, now, "published"); // P1
        }
        Session a = air.current().get();
        if (a.fence().equals(b.fence()) && !counterRestarted(a, b, now)) {
            return repeated(a, event.strict()); // P2
        }
        if (a.suspect() || provesGone(a, b) && !returns(air, b)) {
            return replace(a, b, now, "reconnected"); // P3, P4
        }
        if (sameGuard(a, b) && !event.strict()) {
            return contend(air, b, now); // P5
        }
        // P6, and P5 in the strict form
        return Decision.refuse(Reason.ALREADY_LIVE, "The stream is already live")
                .check(Duration.ZERO);
    }

    /** A publisher has gone. */
    static Decision end(Air air, MediaEvent.End event, Instant now) {
        Optional<Session> current = air.current();
        if (current.isPresent()
                && (event.fence().client().isEmpty()
                        || current.get().fence().equals(event.fence()))) {
            return endCurrent(air, current.get(), now); // E1, E5
        }
        Optional<Rival> rival = air.rival(event.fence());
        if (rival.isPresent()) {
            return endRival(air, rival.get(), event.kind(), now); // E2
        }
        if (current.isPresent()) {
            return Decision.accept(Note.STALE_END).check(Duration.ZERO); // E3
        }
        if (air.superseded()) {
            return Decision.accept(Note.STALE_END);
        }
        Decision nothing = Decision.accept(Note.NOT_ON_AIR); // E4
        boolean aboutTheStream = event.kind() != EndKind.CLOSE;
        return aboutTheStream && air.others().count() == 0 ? nothing.streamOffAir() : nothing;
    }

    /** A segment or a recording was written. */
    static Decision evidence(Air air, Fence fence, Instant now) {
        if (air.superseded()) {
            return Decision.accept(Note.UNCHANGED);
        }
        Optional<Session> current = air.current();
        if (current.isPresent() && current.get().fence().equals(fence)) {
            return trust(current.get());
        }
        Optional<Rival> contender = air.rival(fence).filter(rival -> !rival.refuted());
        if (current.isPresent() && contender.isPresent()) {
            return promote(current.get(), EndReason.LOST, contender.get(), now, "confirmed");
        }
        return Decision.accept(Note.UNCHANGED).check(Duration.ZERO);
    }

    /** nginx-rtmp's regular sign of life of a publisher. */
    static Decision update(Air air, MediaEvent.Update event, Instant now) {
        Optional<Session> current = air.current();
        if (current.isPresent() && current.get().fence().equals(event.fence())) {
            return touch(air, current.get(), event.timestamp(), now);
        }
        // The first update can overtake the answer to on_publish; it tells no media time yet.
        boolean media = event.timestamp().orElse(0) > 0;
        boolean overtaken = air.leftSince(event.fence(), now.minus(UPDATE_LATE));
        if (!media || overtaken) {
            return Decision.accept(Note.UNCHANGED)
                    .answer(new Verdict.Accepted(current.isPresent()));
        }
        Origin found = Origin.found(event.fence(), event.path());
        if (current.isEmpty()) {
            return open(air, found, now, "reconciled");
        }
        Optional<Rival> contender = air.rival(event.fence()).filter(rival -> !rival.refuted());
        if (contender.isPresent()) {
            return promote(current.get(), EndReason.LOST, contender.get(), now, "confirmed");
        }
        return sameGuard(current.get(), found)
                ? replace(current.get(), found, now, "reconciled").noted(Note.RE_FENCED)
                : Decision.accept(Note.UNCHANGED).check(Duration.ZERO);
    }

    static Decision open(Air air, Origin b, Instant now, String reason) {
        Broadcast broadcast =
                air.others().count() > 0
                        ? new Broadcast(
                                air.others().broadcast().orElse(air.nextId()),
                                air.others().startedAt().orElse(now),
                                air.others().peakViewers())
                        : new Broadcast(air.nextId(), now, 0);
        Decision opened = Decision.accept(Note.OPENED).change(new Change.Open(b, now, broadcast));
        return air.others().count() > 0 ? opened : opened.tell(new Outcome.Live(broadcast, reason));
    }

    static Decision replace(Session a, Origin b, Instant now, String reason) {
        Broadcast broadcast = Broadcast.of(a);
        return Decision.accept(Note.REPLACED)
                .change(new Change.End(a, EndReason.LOST, now))
                .change(new Change.Open(b, now, broadcast))
                .tell(new Outcome.Resumed(broadcast, reason));
    }

    static Decision endAs(Air air, Session a, EndReason reason, Instant now) {
        Decision ended = Decision.accept(Note.ENDED).change(new Change.End(a, reason, now));
        if (air.others().count() > 0) {
            return ended;
        }
        Broadcast broadcast =
                new Broadcast(
                        a.broadcast(),
                        a.broadcastStartedAt(),
                        Math.max(a.peakViewers(), air.others().peakViewers()));
        return ended.tell(new Outcome.Ended(broadcast, reason)).streamOffAir();
    }

    static Decision trust(Session a) {
        Decision alive = Decision.accept(Note.ALIVE);
        return a.suspect() ? alive.change(new Change.Trust(a)) : alive;
    }

    static Decision promote(Session a, EndReason reason, Rival b, Instant now, String why) {
        Broadcast broadcast = Broadcast.of(a);
        return Decision.accept(Note.PROMOTED)
                .change(new Change.End(a, reason, now))
                .change(new Change.Promote(b, now, broadcast))
                .tell(new Outcome.Resumed(broadcast, why));
    }

    private static Decision repeated(Session a, boolean strict) {
        if (strict) {
            return Decision.refuse(Reason.ALREADY_LIVE, "The stream is already live");
        }
        return trust(a).noted(Note.DUPLICATE);
    }

    private static Decision contend(Air air, Origin b, Instant now) {
        Decision accepted = Decision.accept(Note.CONTENDS).check(CHECK_CONTENDER);
        boolean waits = air.rival(b.fence()).filter(rival -> !rival.refuted()).isPresent();
        return waits ? accepted : accepted.change(new Change.Contend(b, now));
    }

    private static Decision endCurrent(Air air, Session a, Instant now) {
        Optional<Rival> next =
                air.contender().filter(b -> !b.since().isBefore(now.minus(CONTENDER_LIFE)));
        if (next.isPresent()) {
            return promote(a, EndReason.UNPUBLISH, next.get(), now, "reconnected");
        }
        // Nobody judges contenders once there is no session beside them.
        Decision ended = endAs(air, a, EndReason.UNPUBLISH, now);
        for (Rival rival : air.rivals()) {
            ended = rival.refuted() ? ended : ended.change(new Change.Refute(rival, now, false));
        }
        return ended;
    }

    private static Decision endRival(Air air, Rival rival, EndKind kind, Instant now) {
        if (kind == EndKind.UNPUBLISH) {
            return rivalWasOnAir(air, rival, now);
        }
        Decision left =
                rival.refuted()
                        ? Decision.accept(Note.UNCHANGED)
                        : Decision.accept(Note.REFUTED).change(new Change.Refute(rival, now, true));
        boolean late = now.isAfter(rival.since().plus(LOSER_ENDS_WITHIN));
        // nginx-rtmp sends publish_done for a loser, too. A late one may be the end of the true
        // publisher, or a hook that was held up: only the server knows (docs/decisions/0003).
        return kind == EndKind.PUBLISH_DONE && late ? left.check(Duration.ZERO) : left;
    }

    /** SRS never sends on_unpublish for a publisher whom it turned away: A was gone by then. */
    private static Decision rivalWasOnAir(Air air, Rival rival, Instant now) {
        Decision left = Decision.accept(Note.ENDED);
        Optional<Session> a = air.current();
        if (a.isPresent() && a.get().startedAt().isBefore(rival.since())) {
            left = endAs(air, a.get(), EndReason.LOST, now);
        } else if (a.isPresent()) {
            left = Decision.accept(Note.STALE_END).check(Duration.ZERO); // A came after it
        }
        return rival.refuted() ? left : left.change(new Change.Leave(rival, now));
    }

    private static Decision touch(Air air, Session a, OptionalLong timestamp, Instant now) {
        boolean frozen = timestamp.isPresent() && timestamp.equals(a.mediaTimestamp());
        int frozenUpdates = frozen ? a.frozenUpdates() + 1 : 0;
        Decision alive =
                trust(a).change(
                                new Change.Touch(
                                        a,
                                        now,
                                        timestamp.isPresent() ? timestamp : a.mediaTimestamp(),
                                        frozenUpdates));
        boolean turnedAway =
                air.rivals().stream()
                        .anyMatch(b -> b.since().isAfter(now.minus(TURNED_AWAY_WITHIN)));
        return frozenUpdates >= FROZEN_UPDATES && turnedAway
                ? alive.answer(
                        new Verdict.Refused(
                                Reason.STALLED, "No media arrives and another publisher waits"))
                : alive;
    }

    /** nginx-rtmp's clientid, a counter, begins at 1 again when nginx was restarted. */
    private static boolean counterRestarted(Session a, Origin b, Instant now) {
        if (!isNginx(b.fence())) {
            return false;
        }
        boolean young = a.startedAt().isAfter(now.minus(DUPLICATE_WITHIN));
        boolean sameRequest =
                a.origin().digest().isEmpty() || a.origin().digest().equals(b.digest());
        return !(young && sameRequest);
    }

    /** P4: the hook itself shows that A can't be on air any more. */
    private static boolean provesGone(Session a, Origin b) {
        Fence old = a.fence();
        if (!old.source().equals(b.fence().source())) {
            return false;
        }
        if (!old.boot().equals(b.fence().boot())) {
            return true;
        }
        if (!a.origin().path().equals(b.path())) {
            return false;
        }
        if (isNginx(old)) {
            return clientNumber(b.fence()) <= clientNumber(old);
        }
        boolean otherObject =
                a.origin().streamObject().isPresent()
                        && b.streamObject().isPresent()
                        && !a.origin().streamObject().equals(b.streamObject());
        return otherObject || b.protocol() == Protocol.WHIP;
    }

    /** An RTMP client of SRS's may publish again on its connection; that proves nothing. */
    private static boolean returns(Air air, Origin b) {
        return !isNginx(b.fence()) && air.leftSince(b.fence(), Instant.EPOCH);
    }

    /** One process of a media server lets only one publisher of a path through. */
    private static boolean sameGuard(Session a, Origin b) {
        return a.fence().source().equals(b.fence().source())
                && a.fence().boot().equals(b.fence().boot())
                && a.origin().path().equals(b.path());
    }

    static boolean isNginx(Fence fence) {
        return fence.source().startsWith("nginx:");
    }

    private static long clientNumber(Fence fence) {
        try {
            return Long.parseLong(fence.client());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
