package io.serai.live;

import io.serai.common.ControlException.Unavailable;
import io.serai.common.Step;
import io.serai.common.StreamKey;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.live.AirTransactions.Decided;
import io.serai.live.Decision.Note;
import io.serai.live.Verdict.Accepted;
import io.serai.live.Verdict.Reason;
import io.serai.live.Verdict.Refused;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/**
 * What routes call about streams on air. Each call is one short transaction or none. Thread-safe.
 *
 * <p>Each throws {@link Unavailable} when the database does not answer within the hook budget; the
 * route's error configuration decides whether that refuses or accepts.
 */
@Component("live")
public final class LiveSteps {
    private static final Refused UNKNOWN = new Refused(Reason.UNKNOWN_STREAM, "Stream not found");

    private final AirTransactions transactions;
    private final Boots boots;
    private final Checks checks;
    private final Reconciler reconciler;
    private final RoomRound rooms;
    private final Viewers viewers;
    private final EvidenceQueue evidence;
    private final EndBacklog backlog;
    private final LastKnown lastKnown;
    private final Listening listening;
    private final SessionsJson sessions;
    private final Messages messages;

    LiveSteps(
            AirTransactions transactions,
            Boots boots,
            Checks checks,
            Reconciler reconciler,
            RoomRound rooms,
            Viewers viewers,
            EvidenceQueue evidence,
            EndBacklog backlog,
            LastKnown lastKnown,
            Listening listening,
            SessionsJson sessions,
            Messages messages) {
        this.transactions = transactions;
        this.boots = boots;
        this.checks = checks;
        this.reconciler = reconciler;
        this.rooms = rooms;
        this.viewers = viewers;
        this.evidence = evidence;
        this.backlog = backlog;
        this.lastKnown = lastKnown;
        this.listening = listening;
        this.sessions = sessions;
        this.messages = messages;
    }

    /** May this publisher go on air? If so, it is on air from now, or contends. */
    @Step
    public Verdict publish(@Body MediaEvent.Publish publish) {
        boots.seen(publish.fence().source(), publish.fence().boot());
        Optional<Decided> decided =
                transactions.run(
                        AirQuery.byName(publish.fence(), publish.name()),
                        (air, token, now) ->
                                tokenMatches(token, publish.name())
                                        ? Rules.publish(air, publish, now)
                                        : Decision.refuse(
                                                Reason.WRONG_TOKEN, "The token is wrong"));
        decided.ifPresent(this::checkLater);
        Verdict verdict = decided.map(Decided::verdict).orElse(UNKNOWN);
        if (verdict instanceof Accepted) {
            lastKnown.put(publish.name(), true);
        }
        return verdict;
    }

    /** A publisher has gone; refused only where nobody knows the stream. */
    @Step
    public Verdict end(@Body MediaEvent.End end) {
        try {
            return apply(end);
        } catch (Unavailable e) {
            backlog.add(end);
            throw e;
        }
    }

    /** A publisher's or viewer's regular sign of life. */
    @Step
    public Verdict update(@Body MediaEvent.SignOfLife sign) {
        return switch (sign) {
            case MediaEvent.Update update -> publisherUpdate(update);
            case MediaEvent.ViewerUpdate update -> viewerUpdate(update);
        };
    }

    private Verdict publisherUpdate(MediaEvent.Update update) {
        try {
            Optional<Decided> decided =
                    transactions.run(
                            AirQuery.byFence(update.fence(), Optional.of(update.name())),
                            (air, token, now) ->
                                    tokenMatches(token, update.name())
                                            ? Rules.update(air, update, now)
                                            : Decision.refuse(
                                                    Reason.WRONG_TOKEN, "The token is wrong"));
            decided.ifPresent(this::checkLater);
            Verdict verdict = decided.map(Decided::verdict).orElse(UNKNOWN);
            if (verdict instanceof Accepted accepted) {
                lastKnown.put(update.name(), accepted.live());
            }
            return verdict;
        } catch (Unavailable e) {
            listening.interrupted();
            // Who sends updates of a publisher is on air as far as anybody knows.
            return new Accepted(lastKnown.get(update.name()).orElse(true));
        }
    }

    /** Changes nothing, but says whether the stream exists. */
    private Verdict viewerUpdate(MediaEvent.ViewerUpdate update) {
        try {
            return transactions
                    .run(
                            AirQuery.byName(new Fence("", "", ""), update.name()),
                            (air, token, now) ->
                                    Decision.accept(Decision.Note.UNCHANGED)
                                            .answer(new Accepted(air.current().isPresent())))
                    .map(decided -> decided.decision().verdict())
                    .orElse(UNKNOWN);
        } catch (Unavailable e) {
            return new Accepted(lastKnown.get(update.name()).orElse(false));
        }
    }

    /** A segment or recording shows who is on air; answered from memory, looked into afterwards. */
    @Step
    public Verdict evidence(@Body MediaEvent.Evidence seen) {
        evidence.offer(seen);
        return new Accepted(true);
    }

    /** A viewer asks to play; streams that nobody knows may be played, but are not counted. */
    @Step
    public Verdict play(@Body MediaEvent.Play play) {
        boots.seen(play.fence().source(), play.fence().boot());
        return new Accepted(play.viewer() && viewers.join(play));
    }

    /** A viewer has gone; always accepted. */
    @Step
    public Verdict stop(@Body MediaEvent.Stop stop) {
        viewers.leave(stop);
        return new Accepted(false);
    }

    /**
     * A media server tells something, perhaps once more; refused only where nobody knows the
     * stream.
     */
    @Step
    public Verdict message(@Body MediaEvent.Message message) {
        Optional<Decided> decided = messages.apply(message);
        decided.ifPresent(this::checkLater);
        return decided.map(Decided::verdict).orElse(UNKNOWN);
    }

    /** Forgets messages that no media server repeats any more. */
    @Step
    public void forgetMessages() {
        messages.forgetOld();
    }

    /** A media server says that it runs. */
    @Step
    public Verdict alive(@Body MediaEvent.Alive alive) {
        boots.seen(alive.source(), alive.boot());
        return new Accepted(false);
    }

    /** Compares everything with what the media servers say; catches up with missed ends first. */
    @Step
    public void reconcile() {
        backlog.apply(this::apply);
        reconciler.round();
    }

    /** Compares the viewers in rooms with whom the media servers list there. */
    @Step
    public void reconcileRooms() {
        rooms.run();
    }

    /** The sessions of a stream, for operators. */
    @Step
    public Answer listSessions(@Variable("call") HttpCall call) {
        return sessions.list(call);
    }

    /** Writes a point of each session's viewer curve. */
    @Step
    public void sampleViewers() {
        viewers.sample();
    }

    /** An end does not make its process the current one: it may be the last word of an old one. */
    private Verdict apply(MediaEvent.End end) {
        Optional<Decided> decided =
                transactions.run(
                        AirQuery.byFence(end.fence(), end.name()),
                        (air, token, now) -> Rules.end(air, end, now));
        decided.ifPresent(this::checkLater);
        decided.map(Decided::decision)
                .filter(d -> d.note() == Note.ENDED || d.note() == Note.NOT_ON_AIR)
                .ifPresent(d -> end.name().ifPresent(name -> lastKnown.put(name, false)));
        return decided.map(Decided::verdict).orElse(UNKNOWN);
    }

    private void checkLater(Decided decided) {
        decided.decision()
                .checkAfter()
                .ifPresent(
                        after ->
                                decided.found()
                                        .air()
                                        .current()
                                        .ifPresent(a -> checks.ask(a.fence(), after)));
    }

    private static boolean tokenMatches(Optional<StreamKey> required, MediaEvent.Name name) {
        return required.isEmpty()
                || name.token().filter(token -> required.get().matches(token)).isPresent();
    }
}
