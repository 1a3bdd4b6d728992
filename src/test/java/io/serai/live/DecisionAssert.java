package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.Decision.Note;
import io.serai.live.Decision.Outcome;
import java.time.Duration;

/** Checks of a decision in the words of docs/sessions.md. */
final class DecisionAssert {
    private final Decision decision;

    private DecisionAssert(Decision decision) {
        this.decision = decision;
    }

    static DecisionAssert decided(Decision decision) {
        return new DecisionAssert(decision);
    }

    DecisionAssert accepted() {
        assertThat(decision.verdict()).isInstanceOf(Verdict.Accepted.class);
        return this;
    }

    DecisionAssert refused(Verdict.Reason reason) {
        assertThat(decision.verdict())
                .isInstanceOfSatisfying(
                        Verdict.Refused.class, r -> assertThat(r.reason()).isEqualTo(reason));
        return this;
    }

    /** Exactly these kinds of change, in this order. */
    DecisionAssert changes(Class<?>... kinds) {
        assertThat(decision.changes()).hasExactlyElementsOfTypes(kinds);
        return this;
    }

    DecisionAssert changesNothing() {
        assertThat(decision.changes()).isEmpty();
        return tellsNobody();
    }

    DecisionAssert tellsNobody() {
        assertThat(decision.outcome()).isEmpty();
        return this;
    }

    DecisionAssert live() {
        assertThat(decision.outcome()).containsInstanceOf(Outcome.Live.class);
        return this;
    }

    DecisionAssert resumed(String reason) {
        assertThat(decision.outcome())
                .get()
                .isInstanceOfSatisfying(
                        Outcome.Resumed.class, r -> assertThat(r.reason()).isEqualTo(reason));
        return this;
    }

    DecisionAssert ended(EndReason reason) {
        assertThat(decision.outcome())
                .get()
                .isInstanceOfSatisfying(
                        Outcome.Ended.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(decision.offAir()).isTrue();
        return this;
    }

    DecisionAssert checksAfter(Duration time) {
        assertThat(decision.checkAfter()).contains(time);
        return this;
    }

    DecisionAssert checksNothing() {
        assertThat(decision.checkAfter()).isEmpty();
        return this;
    }

    DecisionAssert offAir(boolean offAir) {
        assertThat(decision.offAir()).isEqualTo(offAir);
        return this;
    }

    DecisionAssert noted(Note note) {
        assertThat(decision.note()).isEqualTo(note);
        return this;
    }
}
