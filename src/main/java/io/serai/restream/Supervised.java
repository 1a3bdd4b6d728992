package io.serai.restream;

import io.serai.restream.Launcher.Launched;
import io.serai.restream.Launcher.NotLaunched;
import io.serai.restream.Machine.Situation;
import io.serai.restream.Machine.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One restream: a virtual thread that takes what it is told, asks {@link Machine} what follows, and
 * does it. Nothing that it does waits for another restream. Others may tell and look at it from any
 * thread.
 */
final class Supervised {
    private static final Logger log = LoggerFactory.getLogger(Supervised.class);

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Machine machine;
    private final Launcher launcher;
    private final Reporter reporter;
    private final Clock clock;
    private final Home home;
    private final LinkedBlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
    private final LastLines lines = new LastLines();

    private Optional<Launched> process = Optional.empty();
    private long bytes;
    private volatile Order order;
    private volatile Situation situation;
    private volatile Progress progress = Progress.NONE;
    private volatile boolean begun;

    /** What the thread is told. */
    private sealed interface Message {
        record Wanted(Order order) implements Message {}

        record Unwanted() implements Message {}

        record Progressed(String marker, Progress progress) implements Message {}

        record Ended(String marker, int exitCode, List<String> lastLines) implements Message {}
    }

    /** Where it belongs. */
    interface Home {
        /** It has nothing more to do. Whether nobody has told it anything meanwhile. */
        boolean leaves(Supervised restream);
    }

    Supervised(
            Order order,
            Machine machine,
            Launcher launcher,
            Reporter reporter,
            Clock clock,
            Home home) {
        this.order = order;
        this.machine = machine;
        this.launcher = launcher;
        this.reporter = reporter;
        this.clock = clock;
        this.home = home;
        this.situation = Situation.idle(clock.instant());
        mailbox.add(new Message.Wanted(order));
    }

    void start() {
        Thread.ofVirtual().name("restream-" + order.destination()).start(this::run);
    }

    /** It is wanted; from now on its starts are as this order says. */
    void wanted(Order next) {
        mailbox.add(new Message.Wanted(next));
    }

    void unwanted() {
        mailbox.add(new Message.Unwanted());
    }

    /** Whether it will be in another state soon. */
    boolean hasMessages() {
        return !begun || !mailbox.isEmpty();
    }

    /** Whether it is about the same wish. */
    boolean isFor(Order other) {
        return order.wish().equals(other.wish());
    }

    /** What it is to do, as it was told last. */
    Order order() {
        return order;
    }

    Situation situation() {
        return situation;
    }

    /** What its process told last. */
    Progress progress() {
        return progress;
    }

    List<String> lines() {
        return lines.all();
    }

    private void run() {
        while (true) {
            try {
                Optional<Message> message = next();
                message.ifPresentOrElse(this::take, () -> apply(new Input.Tick()));
                begun = true;
            } catch (InterruptedException e) {
                // Nobody has a reason for that; a process must not stay without its supervisor.
                Thread.interrupted();
            } catch (RuntimeException e) {
                log.error("restream.supervisor-failed destination={}", order.destination(), e);
            }
            boolean idle = situation.actual() instanceof Actual.Stopped && process.isEmpty();
            if (idle && home.leaves(this)) {
                return;
            }
        }
    }

    /** Waits until it is told something, or time has passed that the rules wait for. */
    private Optional<Message> next() throws InterruptedException {
        Duration wait =
                machine.due(situation.actual())
                        .map(due -> Duration.between(clock.instant(), due))
                        .orElse(LONGEST_WAIT);
        long millis = Math.max(0, Math.min(wait.toMillis() + 1, LONGEST_WAIT.toMillis()));
        return Optional.ofNullable(mailbox.poll(millis, TimeUnit.MILLISECONDS));
    }

    private void take(Message message) {
        switch (message) {
            case Message.Wanted(Order next) -> {
                order = next;
                apply(new Input.Wanted(next.wish()));
            }
            case Message.Unwanted() -> apply(new Input.Unwanted());
            case Message.Progressed(String marker, Progress told) when isPresent(marker) ->
                    progressed(told);
            case Message.Ended(String marker, int exitCode, List<String> last)
                    when isPresent(marker) ->
                    ended(exitCode, last);
            case Message.Progressed _, Message.Ended _ ->
                    log.debug("news of a former process of destination {}", order.destination());
        }
    }

    private void progressed(Progress told) {
        progress = told;
        process.ifPresent(launched -> PresetFiles.delete(launched.preset()));
        if (told.bytes() > bytes) {
            bytes = told.bytes();
            apply(new Input.Progressed());
        }
    }

    private void ended(int exitCode, List<String> last) {
        Launched launched = process.orElseThrow();
        process = Optional.empty();
        PresetFiles.delete(launched.preset());
        Actual before = situation.actual();
        boolean sending = before instanceof Actual.Running;
        Failure failure =
                new Ending(
                                exitCode,
                                last,
                                source(launched.order()),
                                launched.order().target().url(),
                                sending)
                        .failure();
        boolean asked = before instanceof Actual.Stopping stopping && stopping.failure().isEmpty();
        Optional<Failure> why =
                before instanceof Actual.Stopping stopping
                        ? stopping.failure()
                        : Optional.of(failure);
        reporter.runEnded(launched.order(), launched.marker(), exitCode, why, progress);
        apply(new Input.Ended(asked ? new Failure(FailureKind.KILLED, "stopped") : failure));
    }

    /** Where it pulled from, as its lines tell it. */
    private static String source(Order order) {
        int place = order.arguments().indexOf("-i") + 1;
        return LastLines.without(List.of(order.source())).apply(order.arguments().get(place));
    }

    private void apply(Input input) {
        Instant now = clock.instant();
        Situation before = situation;
        Step step = machine.next(before, input, now);
        situation = step.next();
        boolean changed = before.actual().state() != situation.actual().state();
        if (changed) {
            reporter.changed(order, before.actual(), situation.actual(), lines.all());
        }
        for (Action action : step.actions()) {
            act(action);
        }
    }

    private void act(Action action) {
        switch (action) {
            case Action.Launch() -> launch();
            case Action.AskToQuit() -> process.ifPresent(one -> one.process().askToQuit());
            case Action.Terminate() -> process.ifPresent(one -> one.process().terminate());
            case Action.Kill() -> process.ifPresent(one -> one.process().kill());
            case Action.TellRunning() -> reporter.running(order, process.map(Launched::marker));
            case Action.TellFailed(Failure failure, int attempts, boolean gaveUp) ->
                    reporter.failed(order, failure, attempts, gaveUp);
            case Action.TellStopped() -> reporter.stopped(order);
        }
    }

    private void launch() {
        progress = Progress.NONE;
        bytes = 0;
        try {
            Launched launched = launcher.launch(order, this::listener);
            process = Optional.of(launched);
            reporter.started(order, launched);
        } catch (NotLaunched e) {
            lines.add("[serai] " + e.failure().text());
            apply(new Input.Ended(e.failure()));
        }
    }

    private FfmpegProcess.Listener listener(String marker) {
        return new FfmpegProcess.Listener() {
            @Override
            public void progressed(Progress told) {
                mailbox.add(new Message.Progressed(marker, told));
            }

            @Override
            public void said(String line) {
                lines.add(line);
            }

            @Override
            public void ended(int exitCode, List<String> lastLines) {
                mailbox.add(new Message.Ended(marker, exitCode, lastLines));
            }
        };
    }

    private boolean isPresent(String marker) {
        return process.filter(one -> one.marker().equals(marker)).isPresent();
    }
}
