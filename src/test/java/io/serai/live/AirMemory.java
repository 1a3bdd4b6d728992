package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.StreamId;
import io.serai.live.Air.Left;
import io.serai.live.Air.Others;
import io.serai.live.Air.Rival;
import io.serai.live.Air.Session;
import io.serai.live.Decision.Outcome;
import io.serai.streams.Surface;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the database holds of one publication, in memory: applies decisions as the SQL does. */
final class AirMemory {
    private static final Duration REMEMBERED = Duration.ofSeconds(60);

    private final Air.Stream stream =
            new Air.Stream(new StreamId(1), "a stream", Surface.PIXELCAST, false);
    private final List<Rival> rivals = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private final Set<String> superseded = new HashSet<>();
    private final Set<String> known = new HashSet<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private Optional<Session> current = Optional.empty();
    private String boot = "";
    private long ids = 0;

    Optional<Session> current() {
        return current;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    Air read(Fence asking, Instant now) {
        Instant since = now.minus(REMEMBERED);
        return new Air(
                stream,
                current,
                rivals.stream()
                        .filter(r -> r.refutedAt().isEmpty() || r.refutedAt().get().isAfter(since))
                        .toList(),
                left.stream().filter(l -> l.at().isAfter(since)).toList(),
                Others.NONE,
                superseded.contains(asking.boot()),
                ids + 1);
    }

    /** As {@link Boots}: a process that is not known yet supersedes all others. */
    void seen(String newBoot, Instant now) {
        if (newBoot.isEmpty() || !known.add(newBoot)) {
            return;
        }
        if (!boot.isEmpty()) {
            superseded.add(boot);
        }
        boot = newBoot;
        current = current.map(a -> a.fence().boot().equals(newBoot) ? a : suspect(a, now));
        rivals.replaceAll(
                r -> r.refuted() || r.fence().boot().equals(newBoot) ? r : refute(r, now, false));
    }

    void apply(Decision decision, Instant now) {
        ids++;
        for (Change change : decision.changes()) {
            apply(change);
        }
        decision.outcome().ifPresent(this::checkOrder);
        decision.outcome().ifPresent(outcomes::add);
    }

    private void apply(Change change) {
        switch (change) {
            case Change.Open(Air.Origin origin, Instant at, Change.Broadcast broadcast) -> {
                assertThat(current).as("a session is open already").isEmpty();
                current = Optional.of(session(ids, origin, at, broadcast));
            }
            case Change.End(Session a, EndReason reason, Instant at) -> {
                requireCurrent(a);
                current = Optional.empty();
                if (reason == EndReason.UNPUBLISH) {
                    left.add(new Left(a.fence(), at));
                }
            }
            case Change.Suspect(Session a, Instant at) -> {
                requireCurrent(a);
                current = Optional.of(suspect(a, at));
            }
            case Change.Trust(Session a) -> {
                requireCurrent(a);
                current = current.map(AirMemory::trusted);
            }
            case Change.Contend(Air.Origin origin, Instant at) ->
                    rivals.add(new Rival(ids, origin, at, Optional.empty(), false));
            case Change.Refute(Rival rival, Instant at, boolean closedItself) -> {
                requireOpen(rival);
                rivals.replaceAll(r -> r.id() == rival.id() ? refute(r, at, closedItself) : r);
            }
            case Change.Leave(Rival rival, Instant at) -> {
                requireOpen(rival);
                rivals.removeIf(r -> r.id() == rival.id());
                left.add(new Left(rival.fence(), at));
            }
            case Change.Promote(Rival rival, Instant at, Change.Broadcast broadcast) -> {
                requireOpen(rival);
                assertThat(current).as("a session is open already").isEmpty();
                rivals.removeIf(r -> r.id() == rival.id());
                current = Optional.of(session(rival.id(), rival.origin(), at, broadcast));
            }
            case Change.Touch(Session a, Instant at, OptionalLong media, int frozen) -> {
                requireCurrent(a);
                current = current.map(s -> touched(s, at, media, frozen));
            }
        }
    }

    /** live, then any number of resumed, then ended: nothing else. */
    private void checkOrder(Outcome next) {
        boolean onAir = !outcomes.isEmpty() && !(outcomes.getLast() instanceof Outcome.Ended);
        assertThat(onAir)
                .as("%s after %s", next, outcomes)
                .isEqualTo(!(next instanceof Outcome.Live));
    }

    private void requireCurrent(Session a) {
        assertThat(current.map(Session::id)).as("the current session").contains(a.id());
    }

    private void requireOpen(Rival rival) {
        assertThat(rivals).anyMatch(r -> r.id() == rival.id() && !r.refuted());
    }

    private static Session session(
            long id, Air.Origin origin, Instant at, Change.Broadcast broadcast) {
        return new Session(
                id,
                origin,
                at,
                broadcast.id(),
                broadcast.startedAt(),
                broadcast.peakViewers(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                0);
    }

    private static Session suspect(Session a, Instant at) {
        return with(a, Optional.of(a.suspectSince().orElse(at)));
    }

    private static Session trusted(Session a) {
        return with(a, Optional.empty());
    }

    private static Session with(Session a, Optional<Instant> suspectSince) {
        return new Session(
                a.id(),
                a.origin(),
                a.startedAt(),
                a.broadcast(),
                a.broadcastStartedAt(),
                a.peakViewers(),
                suspectSince,
                a.updatedAt(),
                a.mediaTimestamp(),
                a.frozenUpdates());
    }

    private static Session touched(Session a, Instant at, OptionalLong media, int frozen) {
        return new Session(
                a.id(),
                a.origin(),
                a.startedAt(),
                a.broadcast(),
                a.broadcastStartedAt(),
                a.peakViewers(),
                a.suspectSince(),
                Optional.of(at),
                media,
                frozen);
    }

    private static Rival refute(Rival r, Instant at, boolean closedItself) {
        return new Rival(r.id(), r.origin(), r.since(), Optional.of(at), closedItself);
    }
}
