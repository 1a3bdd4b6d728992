package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.restream.Action.AskToQuit;
import io.serai.restream.Action.Kill;
import io.serai.restream.Action.Launch;
import io.serai.restream.Action.TellFailed;
import io.serai.restream.Action.TellRunning;
import io.serai.restream.Action.TellStopped;
import io.serai.restream.Action.Terminate;
import io.serai.restream.Machine.Situation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MachineTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");
    private static final Wish WISH = new Wish(1, 7);
    private static final Failure LOST = new Failure(FailureKind.CONNECTION_LOST, "Broken pipe");
    private static final Failure REFUSED = new Failure(FailureKind.KEY_REFUSED, "refused");

    private final Machine machine = new Machine(MachineTimes.DEFAULT, new Random(1));
    private Situation situation = Situation.idle(BEGIN);
    private Instant now = BEGIN;

    @Test
    void startsWhatIsWanted() {
        assertThat(tell(new Input.Wanted(WISH))).containsExactly(new Launch());
        assertThat(state()).isEqualTo(RestreamState.STARTING);
    }

    @Test
    void startsItOnceHoweverOftenItIsWanted() {
        tell(new Input.Wanted(WISH));

        assertThat(tell(new Input.Wanted(WISH))).isEmpty();
        running();
        assertThat(tell(new Input.Wanted(WISH))).isEmpty();
        assertThat(state()).isEqualTo(RestreamState.RUNNING);
    }

    @Test
    void runsWhenMediaArrivesAndTellsItOnce() {
        tell(new Input.Wanted(WISH));

        assertThat(tell(new Input.Progressed())).containsExactly(new TellRunning());
        assertThat(tell(new Input.Progressed())).isEmpty();
    }

    @Test
    void endsItStepByStepWhenItIsWantedNoMore() {
        running();

        assertThat(tell(new Input.Unwanted())).containsExactly(new AskToQuit());
        assertThat(state()).isEqualTo(RestreamState.STOPPING);
        assertThat(after(Duration.ofMillis(999))).isEmpty();
        assertThat(after(Duration.ofMillis(1))).containsExactly(new Terminate());
        assertThat(after(Duration.ofSeconds(1))).containsExactly(new Terminate());
        assertThat(after(Duration.ofMillis(2999))).isEmpty();
        assertThat(after(Duration.ofMillis(1))).containsExactly(new Kill());
        assertThat(after(Duration.ofHours(1))).isEmpty();
        assertThat(tell(new Input.Ended(LOST))).containsExactly(new TellStopped());
        assertThat(state()).isEqualTo(RestreamState.STOPPED);
    }

    @Test
    void startsAgainAfterAPauseWhateverItEndedWith() {
        running();

        assertThat(tell(new Input.Ended(LOST))).containsExactly(new TellFailed(LOST, 1, false));
        assertThat(state()).isEqualTo(RestreamState.BACKING_OFF);
        assertThat(after(Duration.ofMillis(499))).isEmpty();
        assertThat(after(Duration.ofMillis(101))).containsExactly(new Launch());
        assertThat(state()).isEqualTo(RestreamState.STARTING);
    }

    @Test
    void waitsTwiceAsLongAfterEachFailureUpToAMinute() {
        tell(new Input.Wanted(WISH));
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            tell(new Input.Ended(LOST));
            Instant until = machine.due(situation.actual()).orElseThrow();
            pauses.add(Duration.between(now, until).toMillis());
            after(Duration.between(now, until));
        }

        for (int i = 0; i < pauses.size(); i++) {
            long shortest = Math.min(500L << i, 60_000);
            assertThat(pauses.get(i)).isBetween(shortest, shortest * 6 / 5);
        }
    }

    @Test
    void countsFromTheBeginningAfterAStableRun() {
        running();
        for (int i = 0; i < 5; i++) {
            tell(new Input.Ended(LOST));
            backToRunning();
        }
        progressFor(Duration.ofSeconds(30));

        assertThat(tell(new Input.Ended(LOST))).containsExactly(new TellFailed(LOST, 1, false));
    }

    @Test
    void goesOnCountingAfterAShortRun() {
        running();
        tell(new Input.Ended(LOST));
        backToRunning();
        progressFor(Duration.ofSeconds(29));

        assertThat(tell(new Input.Ended(LOST))).containsExactly(new TellFailed(LOST, 2, false));
    }

    @Test
    void givesUpARefusedKeyAfterThreeTimes() {
        tell(new Input.Wanted(WISH));
        for (int i = 1; i < 3; i++) {
            assertThat(tell(new Input.Ended(REFUSED)))
                    .containsExactly(new TellFailed(REFUSED, i, false));
            untilDue();
        }

        assertThat(tell(new Input.Ended(REFUSED)))
                .containsExactly(new TellFailed(REFUSED, 3, true));
        assertThat(state()).isEqualTo(RestreamState.FAILED);
        assertThat(after(Duration.ofDays(1))).isEmpty();
        assertThat(tell(new Input.Wanted(WISH))).isEmpty();
    }

    @Test
    void doesNotGiveUpForRefusalsWithOtherFailuresBetween() {
        tell(new Input.Wanted(WISH));
        for (int i = 0; i < 10; i++) {
            tell(new Input.Ended(i % 2 == 0 ? REFUSED : LOST));
            untilDue();
        }

        assertThat(state()).isEqualTo(RestreamState.STARTING);
    }

    @Test
    void triesAgainWhatItGaveUpWhenTheDestinationIsChangedOrTheNextBroadcastBegins() {
        for (Wish next : List.of(new Wish(2, 7), new Wish(1, 8))) {
            situation = Situation.idle(now);
            givenUp();

            assertThat(tell(new Input.Wanted(next))).containsExactly(new Launch());
            assertThat(((Actual.Starting) situation.actual()).tries()).isEqualTo(Tries.FIRST);
        }
    }

    @Test
    void replacesTheProcessWhenTheDestinationIsChanged() {
        running();

        assertThat(tell(new Input.Wanted(new Wish(2, 7)))).containsExactly(new AskToQuit());
        assertThat(tell(new Input.Ended(LOST))).containsExactly(new Launch());
        assertThat(((Actual.Starting) situation.actual()).wish()).isEqualTo(new Wish(2, 7));
    }

    @Test
    void goesOnWhenAnotherBroadcastBeginsWhileItRuns() {
        running();

        assertThat(tell(new Input.Wanted(new Wish(1, 8)))).isEmpty();
        assertThat(state()).isEqualTo(RestreamState.RUNNING);
    }

    @Test
    void doesNotWaitForThePauseWhenTheDestinationIsChanged() {
        running();
        tell(new Input.Ended(LOST));

        assertThat(tell(new Input.Wanted(new Wish(2, 7)))).containsExactly(new Launch());
    }

    @Test
    void replacesAProcessWithoutProgress() {
        running();

        assertThat(after(Duration.ofMillis(9_999))).isEmpty();
        assertThat(after(Duration.ofMillis(1))).containsExactly(new Terminate());
        assertThat(after(Duration.ofSeconds(1))).containsExactly(new Terminate());
        assertThat(after(Duration.ofSeconds(1))).containsExactly(new Kill());
        List<Action> actions = tell(new Input.Ended(LOST));

        assertThat(actions).hasSize(1);
        assertThat(((TellFailed) actions.getFirst()).failure().kind())
                .isEqualTo(FailureKind.STALLED);
        assertThat(state()).isEqualTo(RestreamState.BACKING_OFF);
    }

    @Test
    void replacesAProcessFromWhichNothingEverArrives() {
        tell(new Input.Wanted(WISH));

        assertThat(after(Duration.ofMillis(19_999))).isEmpty();
        assertThat(after(Duration.ofMillis(1))).containsExactly(new Terminate());
    }

    @Test
    void staysStoppedWhenItIsWantedNoMoreWhileItIsReplaced() {
        running();
        after(Duration.ofSeconds(10));

        assertThat(tell(new Input.Unwanted())).isEmpty();
        assertThat(tell(new Input.Ended(LOST))).containsExactly(new TellStopped());
    }

    @Test
    void startsAgainWhenItIsWantedAgainWhileItEnds() {
        running();
        tell(new Input.Unwanted());

        assertThat(tell(new Input.Wanted(WISH))).isEmpty();
        assertThat(tell(new Input.Ended(LOST))).containsExactly(new Launch());
    }

    @Test
    void stopsAtOnceWhatIsOnlyWaiting() {
        running();
        tell(new Input.Ended(LOST));

        assertThat(tell(new Input.Unwanted())).containsExactly(new TellStopped());
        assertThat(after(Duration.ofDays(1))).isEmpty();
    }

    private List<Action> tell(Input input) {
        Machine.Step step = machine.next(situation, input, now);
        situation = step.next();
        return step.actions();
    }

    private List<Action> after(Duration time) {
        now = now.plus(time);
        return tell(new Input.Tick());
    }

    private void untilDue() {
        after(Duration.between(now, machine.due(situation.actual()).orElseThrow()));
    }

    private void running() {
        tell(new Input.Wanted(WISH));
        tell(new Input.Progressed());
    }

    private void backToRunning() {
        untilDue();
        tell(new Input.Progressed());
    }

    private void progressFor(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            after(Duration.ofSeconds(1));
            tell(new Input.Progressed());
        }
    }

    private void givenUp() {
        tell(new Input.Wanted(WISH));
        for (int i = 0; i < 3; i++) {
            if (i > 0) {
                untilDue();
            }
            tell(new Input.Ended(REFUSED));
        }
        assertThat(state()).isEqualTo(RestreamState.FAILED);
    }

    private RestreamState state() {
        return situation.actual().state();
    }
}
