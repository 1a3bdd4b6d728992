package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.restream.Machine.Situation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens in whatever order, a made-up world with one process at most finds what it wants:
 * the same seed again by {@code -Dserai.seed}.
 */
class MachinePropertyTest {
    private static final int WORLDS = 400;
    private static final int STEPS = 400;
    private static final Duration LONGEST_CALM = Duration.ofMinutes(20);

    private final long seed = Long.getLong("serai.seed", System.nanoTime());

    @Test
    void thereIsOneProcessAtMostAndAtLastWhatIsWanted() {
        for (int number = 0; number < WORLDS; number++) {
            new World(seed + number).live();
        }
    }

    /** Processes that start, go on, hang, end, or ignore what they are asked, by chance. */
    private static final class World {
        private final long seed;
        private final Random random;
        private final Machine machine;
        private final List<String> history = new ArrayList<>();
        private Instant now = Instant.parse("2026-01-01T12:00:00Z");
        private Situation situation = Situation.idle(now);
        private Optional<Wish> wanted = Optional.empty();
        private boolean process;
        private boolean stubborn;
        private boolean calm;
        private Wish processFor = new Wish(0, 0);
        private int revision = 1;
        private int broadcast = 1;

        World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.machine = new Machine(MachineTimes.DEFAULT, new Random(seed));
        }

        void live() {
            for (int step = 0; step < STEPS; step++) {
                somethingHappens();
                check();
            }
            calm = true;
            Instant end = now.plus(LONGEST_CALM);
            while (now.isBefore(end)) {
                pass(Duration.ofMillis(500));
                if (process && wanted.isPresent()) {
                    tell(new Input.Progressed());
                }
                check();
            }
            boolean gaveUp = situation.actual() instanceof Actual.Failed;
            assertThat(process).as(this::toString).isEqualTo(wanted.isPresent() && !gaveUp);
            if (process) {
                assertThat(processFor.revision())
                        .as(this::toString)
                        .isEqualTo(wanted.get().revision());
                assertThat(situation.actual())
                        .as(this::toString)
                        .isInstanceOf(Actual.Running.class);
            }
        }

        private void somethingHappens() {
            switch (random.nextInt(10)) {
                case 0 -> {
                    wanted = Optional.of(new Wish(revision, broadcast));
                    tell(new Input.Wanted(wanted.get()));
                }
                case 1 -> {
                    wanted = Optional.empty();
                    broadcast++;
                    tell(new Input.Unwanted());
                }
                case 2 -> {
                    revision++;
                    if (wanted.isPresent()) {
                        wanted = Optional.of(new Wish(revision, broadcast));
                        tell(new Input.Wanted(wanted.get()));
                    }
                }
                case 3, 4 -> {
                    if (process) {
                        tell(new Input.Progressed());
                    }
                }
                case 5 -> {
                    if (process) {
                        end();
                    }
                }
                case 6 -> stubborn = !stubborn;
                default -> pass(Duration.ofMillis(random.nextInt(4_000)));
            }
        }

        private void pass(Duration time) {
            Instant until = now.plus(time);
            for (Optional<Instant> due = machine.due(situation.actual());
                    due.isPresent() && !due.get().isAfter(until);
                    due = machine.due(situation.actual())) {
                now = due.get().isAfter(now) ? due.get() : now;
                tell(new Input.Tick());
            }
            now = until;
        }

        private void tell(Input input) {
            history.add(now + " " + input);
            Machine.Step step = machine.next(situation, input, now);
            situation = step.next();
            step.actions().forEach(this::act);
        }

        private void act(Action action) {
            history.add("    " + action);
            switch (action) {
                case Action.Launch() -> {
                    assertThat(process).as(this::toString).isFalse();
                    process = true;
                    processFor = situation.wish().orElseThrow();
                }
                case Action.AskToQuit _, Action.Terminate _ -> {
                    assertThat(process).as(this::toString).isTrue();
                    if (calm || !stubborn && random.nextBoolean()) {
                        end();
                    }
                }
                case Action.Kill() -> {
                    assertThat(process).as(this::toString).isTrue();
                    end();
                }
                case Action.TellRunning _, Action.TellFailed _, Action.TellStopped _ -> {}
            }
        }

        private void end() {
            process = false;
            FailureKind[] kinds = FailureKind.values();
            tell(new Input.Ended(new Failure(kinds[random.nextInt(kinds.length)], "by chance")));
        }

        /** There is a process exactly if the state says so, and none is starting unwanted. */
        private void check() {
            assertThat(situation.actual().living()).as(this::toString).isEqualTo(process);
            assertThat(situation.wish().map(Wish::revision))
                    .as(this::toString)
                    .isEqualTo(wanted.map(Wish::revision));
            if (wanted.isEmpty()) {
                assertThat(situation.actual())
                        .as(this::toString)
                        .isInstanceOfAny(Actual.Stopped.class, Actual.Stopping.class);
            }
        }

        @Override
        public String toString() {
            int from = Math.max(0, history.size() - 30);
            return "-Dserai.seed="
                    + seed
                    + "\n"
                    + String.join("\n", history.subList(from, history.size()));
        }
    }
}
