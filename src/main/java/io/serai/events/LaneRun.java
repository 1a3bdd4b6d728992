package io.serai.events;

import io.serai.events.LaneRepository.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on the deliveries of one lane, one after the other, on a thread of its own. */
final class LaneRun implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LaneRun.class);

    /** Then other lanes have their turn. */
    private static final int MOST_IN_A_ROW = 20;

    private final Crew crew;
    private final Settlements settlements;
    private final EventsMetrics metrics;
    private final Consumer<LaneRun> afterwards;
    private volatile Claim claim;
    private volatile boolean settling;
    private volatile Optional<Duration> dueIn = Optional.of(Duration.ZERO);

    LaneRun(
            Crew crew,
            Claim claim,
            Settlements settlements,
            EventsMetrics metrics,
            Consumer<LaneRun> afterwards) {
        this.crew = crew;
        this.claim = claim;
        this.settlements = settlements;
        this.metrics = metrics;
        this.afterwards = afterwards;
    }

    Lease lease() {
        Claim held = claim;
        return new Lease(held.lane(), held.owner());
    }

    /** Whether the reaction is at work; if not, the lane may change hands at any moment. */
    boolean reacting() {
        return !settling;
    }

    Crew crew() {
        return crew;
    }

    /** When the lane may be taken again, if anybody has to look. */
    Optional<Duration> dueIn() {
        return dueIn;
    }

    @Override
    public void run() {
        try {
            Optional<Claim> next = Optional.of(claim);
            for (int done = 1; next.isPresent(); done++) {
                claim = next.get();
                settling = false;
                Settled settled = deliver(next.get(), done < MOST_IN_A_ROW);
                dueIn = settled.dueIn();
                next = settled.next();
            }
        } catch (RuntimeException e) {
            // The lease ends by itself or was given back, and the delivery comes again.
            if (crew.isLeaving()) {
                log.warn("delivery.left {} reason=\"the stop came first\"", describe());
            } else {
                log.error("delivery.abandoned {}", describe(), e);
            }
        } finally {
            crew.ended(this);
            afterwards.accept(this);
        }
    }

    private Settled deliver(Claim claim, boolean mayGoOn) {
        Optional<Outcome> outcome = claim.toDeliver().map(this::react);
        settling = true;
        if (outcome.isEmpty()) {
            return settlements.discard(claim);
        }
        boolean takeNext = mayGoOn && !crew.isLeaving();
        return settlements.settle(crew.reaction, claim, outcome.get(), takeNext);
    }

    private Outcome react(StreamEvent event) {
        long begin = metrics.started(crew.reaction.name(), event);
        Outcome outcome = handle(event);
        metrics.ended(crew.reaction.name(), outcome, begin);
        return outcome;
    }

    private Outcome handle(StreamEvent event) {
        try {
            return crew.reaction.handler().handle(event);
        } catch (RuntimeException e) {
            return Outcome.of(e);
        }
    }

    String describe() {
        Claim held = claim;
        return "subscription="
                + held.lane().subscription()
                + " stream="
                + held.lane().streamId()
                + " delivery="
                + held.deliveryId();
    }
}
