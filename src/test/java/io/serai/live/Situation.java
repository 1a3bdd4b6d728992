package io.serai.live;

import io.serai.common.StreamId;
import io.serai.live.Air.Left;
import io.serai.live.Air.Origin;
import io.serai.live.Air.Others;
import io.serai.live.Air.Rival;
import io.serai.live.Air.Session;
import io.serai.live.MediaEvent.End;
import io.serai.live.MediaEvent.EndKind;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.MediaEvent.Publish;
import io.serai.live.MediaEvent.Update;
import io.serai.streams.Surface;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Says in a few words what is stored when a hook comes: times are seconds before {@link #NOW}. The
 * session on air is that of client {@code 5}.
 */
final class Situation {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String PATH = "/live/key";
    static final Name NAME = new Name("live", "key", Optional.empty());
    static final String A = "5";
    static final long NEXT_ID = 100;

    private final String source;
    private final String boot;
    private final List<Rival> rivals = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private Optional<Session> current = Optional.empty();
    private Others others = Others.NONE;
    private boolean superseded = false;
    private long ids = 1;

    private Situation(String source, String boot) {
        this.source = source;
        this.boot = boot;
    }

    static Situation srs() {
        return new Situation("srs:one", "boot1");
    }

    static Situation nginx() {
        return new Situation("nginx:edge", "");
    }

    static Instant ago(double seconds) {
        return NOW.minus(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    Situation onAir(double secondsAgo) {
        return onAir(secondsAgo, Protocol.RTMP);
    }

    Situation onAir(double secondsAgo, Protocol protocol) {
        Origin origin = new Origin(fence(A), PATH, protocol, object("object1"), "digest5");
        current = Optional.of(session(origin, ago(secondsAgo), Optional.empty()));
        return this;
    }

    /** On air, but no media server's hook told so: the reconciler found it. */
    Situation found(double secondsAgo) {
        current =
                Optional.of(
                        session(Origin.found(fence(A), PATH), ago(secondsAgo), Optional.empty()));
        return this;
    }

    Situation suspectSince(double secondsAgo) {
        Session a = current.orElseThrow();
        current = Optional.of(session(a.origin(), a.startedAt(), Optional.of(ago(secondsAgo))));
        return this;
    }

    Situation updated(long mediaTimestamp, int frozenUpdates) {
        Session a = current.orElseThrow();
        current =
                Optional.of(
                        new Session(
                                a.id(),
                                a.origin(),
                                a.startedAt(),
                                a.broadcast(),
                                a.broadcastStartedAt(),
                                a.peakViewers(),
                                a.suspectSince(),
                                Optional.of(ago(5)),
                                OptionalLong.of(mediaTimestamp),
                                frozenUpdates));
        return this;
    }

    Situation contender(String client, double secondsAgo) {
        rivals.add(rival(client, secondsAgo, Optional.empty()));
        return this;
    }

    /** Refuted as soon as it came. */
    Situation tombstone(String client, double secondsAgo) {
        rivals.add(rival(client, secondsAgo, Optional.of(ago(secondsAgo))));
        return this;
    }

    Situation left(String client, double secondsAgo) {
        left.add(new Left(fence(client), ago(secondsAgo)));
        return this;
    }

    Situation others(int count, int peakViewers) {
        others = new Others(count, OptionalLong.of(7), Optional.of(ago(500)), peakViewers);
        return this;
    }

    Situation hookOfASupersededProcess() {
        superseded = true;
        return this;
    }

    Air air() {
        Air.Stream stream =
                new Air.Stream(new StreamId(1), "a stream", Surface.PIXELCAST, others.count() > 0);
        return new Air(stream, current, rivals, left, others, superseded, NEXT_ID);
    }

    Fence fence(String client) {
        return new Fence(source, boot, client);
    }

    Decision publish(Publish event) {
        return Rules.publish(air(), event, NOW);
    }

    /** The usual hook of another publisher of the same process, path and stream object. */
    Decision publish(String client) {
        return publish(hook(client));
    }

    Publish hook(String client) {
        return new Publish(
                fence(client),
                PATH,
                NAME,
                Protocol.RTMP,
                object("object1"),
                "digest" + client,
                false);
    }

    Decision end(String client, EndKind kind) {
        return Rules.end(air(), new End(fence(client), Optional.of(NAME), kind), NOW);
    }

    Decision evidence(String client) {
        return Rules.evidence(air(), fence(client), NOW);
    }

    Decision update(String client, long timestamp) {
        return update(client, OptionalLong.of(timestamp));
    }

    Decision update(String client, OptionalLong timestamp) {
        return Rules.update(air(), new Update(fence(client), PATH, NAME, timestamp), NOW);
    }

    Decision judge(View view) {
        return judge(view, Instant.EPOCH);
    }

    Decision judge(View view, Instant listeningSince) {
        return new Judgement(Duration.ofSeconds(20), Duration.ofSeconds(45))
                .judge(air(), view, listeningSince, NOW);
    }

    static Publish strict(Publish p) {
        return new Publish(
                p.fence(), p.path(), p.name(), p.protocol(), p.streamObject(), p.digest(), true);
    }

    static Publish whip(Publish p) {
        return new Publish(
                p.fence(),
                p.path(),
                p.name(),
                Protocol.WHIP,
                p.streamObject(),
                p.digest(),
                p.strict());
    }

    static Publish withObject(Publish p, String object) {
        Optional<String> other = Optional.of(object).filter(o -> !o.isEmpty());
        return new Publish(
                p.fence(), p.path(), p.name(), p.protocol(), other, p.digest(), p.strict());
    }

    static Publish from(Publish p, Fence fence) {
        return new Publish(
                fence, p.path(), p.name(), p.protocol(), p.streamObject(), p.digest(), p.strict());
    }

    static Publish onPath(Publish p, String path) {
        return new Publish(
                p.fence(), path, p.name(), p.protocol(), p.streamObject(), p.digest(), p.strict());
    }

    static Publish withDigest(Publish p, String digest) {
        return new Publish(
                p.fence(), p.path(), p.name(), p.protocol(), p.streamObject(), digest, p.strict());
    }

    private Optional<String> object(String object) {
        return boot.isEmpty() ? Optional.empty() : Optional.of(object);
    }

    private Session session(Origin origin, Instant startedAt, Optional<Instant> suspectSince) {
        return new Session(
                3,
                origin,
                startedAt,
                3,
                startedAt,
                4,
                suspectSince,
                Optional.empty(),
                OptionalLong.empty(),
                0);
    }

    private Rival rival(String client, double secondsAgo, Optional<Instant> refutedAt) {
        Origin origin = Origin.of(hook(client));
        return new Rival(10 + ids++, origin, ago(secondsAgo), refutedAt, refutedAt.isPresent());
    }
}
