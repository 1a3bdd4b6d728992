package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.StreamId;
import io.serai.live.MediaEvent.End;
import io.serai.live.MediaEvent.EndKind;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.MediaEvent.Publish;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * One media server with one path, its publishers, the network between it and Serai, and Serai's
 * rules over a store in memory. Time is simulated. The server behaves as recorded: see
 * docs/sessions.md.
 */
final class World {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration GRACE_WITHOUT_MEDIA = Duration.ofSeconds(45);
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration UPDATE_INTERVAL = Duration.ofSeconds(30);
    private static final String UPDATE = "update";
    private static final String CHECK = "check";
    private static final String PATH = "/live/key";
    private static final Name NAME = new Name("live", "key", Optional.empty());

    private final Random random;
    private final boolean nginx;
    private final boolean faultyNetwork;
    private final boolean updates;
    private final AirMemory store = new AirMemory();
    private final Judgement judgement = new Judgement(GRACE, GRACE_WITHOUT_MEDIA);
    private final Network network = new Network();
    private final List<String> story = new ArrayList<>();
    private Instant now = BEGIN;
    private int boots = 1;
    private long clients = 0;
    private int objects = 0;
    private Optional<Onair> onAir = Optional.empty();
    private Optional<Fence> strangerBefore = Optional.empty();
    private boolean apiReachable = true;
    private boolean seraiUp = true;
    private Instant listeningSince = BEGIN;

    /** Who the server itself has on air. */
    private record Onair(Fence fence, boolean media, long mediaTime) {}

    World(long seed, boolean nginx, boolean faultyNetwork) {
        this.random = new Random(seed);
        this.nginx = nginx;
        this.faultyNetwork = faultyNetwork;
        this.updates = nginx && random.nextBoolean();
    }

    List<String> story() {
        return story;
    }

    AirMemory store() {
        return store;
    }

    /** One random thing happens, then some time passes. */
    void step() {
        int what = random.nextInt(100);
        if (what < 34) {
            publish(Protocol.RTMP);
        } else if (what < 40) {
            publish(nginx ? Protocol.RTMP : Protocol.WHIP);
        } else if (what < 62) {
            leave();
        } else if (what < 67) {
            restartServer();
        } else if (what < 74) {
            signOfLife();
        } else if (what < 78) {
            apiReachable = !apiReachable;
            say("api " + apiReachable);
        } else if (what < 82) {
            seraiUp = !seraiUp;
            listeningSince = now;
            say("serai " + seraiUp);
        } else if (what < 86 && !nginx) {
            failForward();
        } else if (what < 94) {
            round();
        } else {
            endOfAnOldSession();
        }
        pass(
                Duration.ofMillis(
                        random.nextInt(10) < 7 ? random.nextInt(3_000) : random.nextInt(40_000)));
    }

    /** The faults end; the server tells nothing more. Two rounds must find the truth. */
    void settle() {
        seraiUp = true;
        apiReachable = true;
        listeningSince = now;
        pass(Duration.ofSeconds(31));
        for (int i = 0; i < 2; i++) {
            round();
            pass(Duration.ofSeconds(15));
        }
    }

    void assertTruthFound() {
        if (onAir.isPresent() && onAir.get().media()) {
            assertThat(store.current().map(Air.Session::fence))
                    .as("who is on air, after %s", story)
                    .contains(onAir.get().fence());
        }
        // Three missing updates, the grace, and two rounds.
        for (int i = 0; i < 10; i++) {
            round();
            pass(Duration.ofSeconds(15));
        }
        assertThat(store.current().map(Air.Session::fence))
                .as("who is on air, at rest, after %s", story)
                .isEqualTo(onAir.filter(Onair::media).map(Onair::fence));
    }

    private void publish(Protocol protocol) {
        boolean busy = onAir.isPresent();
        if (protocol == Protocol.WHIP && busy) {
            say("whip onto busy");
            return; // SRS looks before it asks
        }
        Fence b = new Fence(source(), nginx ? "" : "boot" + boots, Long.toString(++clients));
        if (!busy && random.nextInt(4) > 0) {
            objects++; // the stream object is often new, sometimes kept
        }
        boolean media = protocol == Protocol.RTMP || random.nextInt(3) > 0;
        boolean answerLost = faultyNetwork && random.nextInt(20) == 0;
        boolean accepted = seraiUp && ask(b, protocol);
        say(
                "publish %s %s accepted=%s answerLost=%s"
                        .formatted(b.client(), protocol, accepted, answerLost));
        if (!accepted || answerLost) {
            end(b, EndKind.CLOSE, Duration.ZERO);
        } else if (busy) {
            end(b, nginx ? EndKind.PUBLISH_DONE : EndKind.CLOSE, Duration.ofMillis(4));
        } else {
            onAir = Optional.of(new Onair(b, media, 1_000));
            if (updates) {
                inTheQueue(UPDATE, UPDATE_INTERVAL);
            }
        }
    }

    private boolean ask(Fence b, Protocol protocol) {
        Publish hook =
                new Publish(
                        b,
                        PATH,
                        NAME,
                        protocol,
                        nginx ? Optional.empty() : Optional.of("object" + objects),
                        "digest" + b.client(),
                        false);
        store.seen(b.boot(), now);
        boolean accepted = false;
        for (int i = 0; i <= (random.nextInt(15) == 0 ? 1 : 0); i++) {
            Decision decision = Rules.publish(store.read(b, now), hook, now);
            neverEndsWhoIsOnAir(decision, b);
            assertThat(decision.verdict())
                    .as("one process guards a path: refusing may be wrong")
                    .isInstanceOf(Verdict.Accepted.class);
            store.apply(decision, now);
            accepted = true;
            decision.checkAfter().ifPresent(after -> scheduleCheck(after));
        }
        return accepted;
    }

    private void leave() {
        if (onAir.isEmpty()) {
            return;
        }
        Fence a = onAir.get().fence();
        boolean stalled = random.nextInt(5) == 0;
        say("leave %s stalled=%s".formatted(a.client(), stalled));
        if (stalled) {
            pass(Duration.ofSeconds(random.nextInt(25)));
        }
        onAir = Optional.empty();
        if (nginx) {
            end(a, EndKind.PUBLISH_DONE, Duration.ZERO);
        } else {
            end(a, EndKind.UNPUBLISH, Duration.ZERO);
            end(a, EndKind.CLOSE, Duration.ZERO);
        }
    }

    private void failForward() {
        onAir.ifPresent(
                a -> {
                    say("forward failed " + a.fence().client());
                    onAir = Optional.empty();
                    end(a.fence(), EndKind.CLOSE, Duration.ZERO);
                });
    }

    private void restartServer() {
        say("server restarts");
        onAir = Optional.empty();
        boots++;
        objects++;
        if (nginx) {
            clients = 0;
        }
    }

    private void signOfLife() {
        onAir.filter(Onair::media)
                .filter(a -> seraiUp && (updates || !nginx))
                .ifPresent(
                        a -> {
                            say("sign of life " + a.fence().client());
                            long media = a.mediaTime() + 1_000;
                            onAir = Optional.of(new Onair(a.fence(), true, media));
                            Air air = store.read(a.fence(), now);
                            Decision decision =
                                    nginx
                                            ? Rules.update(
                                                    air,
                                                    new MediaEvent.Update(
                                                            a.fence(),
                                                            PATH,
                                                            NAME,
                                                            OptionalLong.of(media)),
                                                    now)
                                            : Rules.evidence(air, a.fence(), now);
                            neverEndsWhoIsOnAir(decision, a.fence());
                            store.apply(decision, now);
                        });
    }

    /** A hook of a connection that ended long ago, or of nobody. */
    private void endOfAnOldSession() {
        Fence old =
                new Fence(
                        source(),
                        nginx ? "" : "boot" + (1 + random.nextInt(boots)),
                        "old" + random.nextInt(100));
        end(old, nginx ? EndKind.PUBLISH_DONE : EndKind.UNPUBLISH, Duration.ZERO);
    }

    private void end(Fence fence, EndKind kind, Duration after) {
        if (nginx && kind == EndKind.CLOSE) {
            return;
        }
        int copies = 1;
        if (faultyNetwork) {
            int luck = random.nextInt(12);
            copies = luck == 0 ? 0 : luck == 1 ? 2 : 1;
        }
        for (int i = 0; i < copies; i++) {
            Duration late =
                    faultyNetwork && random.nextInt(6) == 0
                            ? Duration.ofMillis(random.nextInt(20_000))
                            : Duration.ofMillis(random.nextInt(8));
            network.send(
                    now.plus(after).plus(late),
                    new End(
                            fence,
                            kind == EndKind.CLOSE ? Optional.empty() : Optional.of(NAME),
                            kind));
        }
    }

    private void pass(Duration time) {
        Instant until = now.plus(time);
        Optional<Network.Delivery> next;
        while ((next = network.next(until)).isPresent()) {
            Network.Delivery delivery = next.get();
            now = delivery.at().isAfter(now) ? delivery.at() : now;
            Fence sender = delivery.hook().fence();
            if (sender.source().equals(UPDATE)) {
                regularUpdate(sender);
            } else if (seraiUp) {
                deliver(delivery.hook());
            }
        }
        now = until;
    }

    /**
     * nginx-rtmp drops a publisher whose on_update is not answered, and tells that nobody hears.
     */
    private void regularUpdate(Fence update) {
        if (onAir.filter(a -> a.fence().client().equals(update.client())).isEmpty()) {
            return;
        }
        if (seraiUp) {
            signOfLife();
            inTheQueue(UPDATE, UPDATE_INTERVAL);
        } else {
            say("dropped " + update.client());
            onAir = Optional.empty();
        }
    }

    private void deliver(End hook) {
        if (hook.fence().source().equals(CHECK)) {
            check();
            return;
        }
        say("hook %s %s".formatted(hook.kind(), hook.fence().client()));
        Decision decision = Rules.end(store.read(hook.fence(), now), hook, now);
        neverEndsWhoIsOnAir(decision, hook.fence());
        store.apply(decision, now);
        decision.checkAfter().ifPresent(after -> scheduleCheck(after));
    }

    private void scheduleCheck(Duration after) {
        inTheQueue(CHECK, after);
    }

    /** Checks and updates travel in the same queue, so that they keep their place in time. */
    private void inTheQueue(String what, Duration after) {
        Fence mark = new Fence(what, "", onAir.map(a -> a.fence().client()).orElse(""));
        network.send(now.plus(after), new End(mark, Optional.empty(), EndKind.CLOSE));
    }

    private void check() {
        store.current()
                .ifPresent(
                        a -> {
                            Decision decision =
                                    judgement.judge(
                                            store.read(a.fence(), now),
                                            view(a),
                                            listeningSince,
                                            now);
                            store.apply(decision, now);
                        });
    }

    private void round() {
        if (!seraiUp) {
            return;
        }
        say("round");
        if (apiReachable && !nginx) {
            store.seen("boot" + boots, now);
        }
        check();
        Optional<Fence> stranger =
                onAir.filter(a -> a.media() && apiReachable)
                        .map(Onair::fence)
                        .filter(
                                f ->
                                        !store.current()
                                                .map(Air.Session::fence)
                                                .equals(Optional.of(f)));
        if (stranger.isPresent() && stranger.equals(strangerBefore)) {
            Fence found = stranger.get();
            store.apply(
                    judgement.adopt(
                            store.read(found, now), Air.Origin.found(found, PATH), now, now),
                    now);
        }
        strangerBefore = stranger;
    }

    private View view(Air.Session a) {
        MediaServer server =
                new MediaServer(
                        "edge",
                        nginx ? Kind.NGINX_RTMP : Kind.SRS,
                        Optional.empty(),
                        Duration.ofSeconds(30));
        OnAirReport report =
                apiReachable
                        ? new OnAirReport.Listing(
                                now,
                                source(),
                                nginx ? "" : "boot" + boots,
                                onAir.stream()
                                        .map(
                                                p ->
                                                        new OnAirReport.Publisher(
                                                                PATH,
                                                                p.fence().client(),
                                                                p.media()))
                                        .toList())
                        : new OnAirReport.Unknown("unreachable");
        return new Views(
                        List.of(server),
                        List.of(new Views.Reported(server, report)),
                        listeningSince,
                        now)
                .of(
                        new SessionRow(
                                new StreamId(1),
                                a.fence(),
                                PATH,
                                a.suspect(),
                                false,
                                a.updatedAt()));
    }

    /** No hook of somebody else ends the session of a publisher who is on air. */
    private void neverEndsWhoIsOnAir(Decision decision, Fence sender) {
        for (Change change : decision.changes()) {
            if (change instanceof Change.End(Air.Session a, EndReason reason, Instant at)
                    && onAir.filter(Onair::media)
                            .map(Onair::fence)
                            .equals(Optional.of(a.fence()))) {
                assertThat(sender)
                        .as(
                                "%s of the publisher on air by the hook of another, after %s",
                                reason, story)
                        .isEqualTo(a.fence());
            }
        }
    }

    private String source() {
        return nginx ? "nginx:edge" : "srs:server";
    }

    private void say(String what) {
        story.add("%d %s".formatted(Duration.between(BEGIN, now).toMillis(), what));
    }
}
