package io.serai.events;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Writes down what became of deliveries, and says so. While the database does not answer it waits:
 * the reaction has run, and forgetting that would run it again. Thread-safe.
 */
@Component
final class Settlements {
    private static final Logger log = LoggerFactory.getLogger(Settlements.class);

    private final SettlementQueue queue;
    private final EventsSettings settings;
    private final EventsMetrics metrics;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final CountDownLatch closed = new CountDownLatch(1);

    Settlements(SettlementQueue queue, EventsSettings settings, EventsMetrics metrics) {
        this.queue = queue;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** No more waiting for the database. */
    void close() {
        closed.countDown();
    }

    /**
     * Writes down what became of a delivery.
     *
     * @param takeNext whether to go on with the lane's next delivery, if there is one
     */
    Settled settle(Reaction reaction, Claim claim, Outcome outcome, boolean takeNext) {
        return guarded(
                claim,
                () ->
                        switch (outcome) {
                            case Outcome.Succeeded succeeded -> finish(claim, takeNext);
                            case Outcome.Failed(String error) -> failed(reaction, claim, error);
                            case Outcome.Postponed(String error, Duration wait) ->
                                    postpone(claim, error, wait);
                            case Outcome.GivenUp(String error) -> park(claim, error);
                        });
    }

    /** Removes a delivery whose event is no longer there. */
    Settled discard(Claim claim) {
        return guarded(
                claim,
                () -> {
                    persist(() -> queue.settle(Settlement.discarded(claim)));
                    log.warn(
                            "delivery.discarded {} reason=\"its event is no longer kept\"",
                            words(claim));
                    return Settled.left(Duration.ZERO);
                });
    }

    private Settled guarded(Claim claim, Supplier<Settled> settlement) {
        try {
            return settlement.get();
        } catch (LeaseLost e) {
            metrics.leaseLost();
            log.warn(
                    "delivery.lease-lost {} reason=\"it took longer than its lease; it may run"
                            + " twice\"",
                    words(claim));
            return Settled.lost();
        }
    }

    private Settled finish(Claim claim, boolean takeNext) {
        if (takeNext) {
            return Settled.goOn(
                    persist(
                            () ->
                                    queue.settle(
                                            Settlement.finishedAndGoesOn(
                                                    claim, settings.lease()))));
        }
        persist(() -> queue.settle(Settlement.finished(claim)));
        return Settled.left(Duration.ZERO);
    }

    private Settled postpone(Claim claim, String error, Duration wait) {
        persist(() -> queue.settle(Settlement.waiting(claim, claim.attempts(), error, wait)));
        log.info("delivery.postponed {} wait={} error=\"{}\"", words(claim), wait, error);
        return Settled.left(wait);
    }

    private Settled failed(Reaction reaction, Claim claim, String error) {
        int attempts = claim.attempts() + 1;
        if (attempts >= reaction.maxAttempts()) {
            return park(claim, error);
        }
        Duration wait = reaction.backoff().after(attempts, random);
        persist(() -> queue.settle(Settlement.waiting(claim, attempts, error, wait)));
        log.warn(
                "delivery.failed {} attempt={} wait={} error=\"{}\"",
                words(claim),
                attempts,
                wait,
                error);
        return Settled.left(wait);
    }

    private Settled park(Claim claim, String error) {
        int attempts = claim.attempts() + 1;
        persist(() -> queue.settle(Settlement.parked(claim, attempts, error)));
        log.error("delivery.parked {} attempts={} error=\"{}\"", words(claim), attempts, error);
        return Settled.left(Duration.ZERO);
    }

    private void persist(Runnable change) {
        persist(
                () -> {
                    change.run();
                    return true;
                });
    }

    private <T> T persist(Supplier<T> change) {
        Outage outage = new Outage(log, "delivery.settlement");
        while (true) {
            try {
                T result = change.get();
                outage.over();
                return result;
            } catch (DataAccessException | TransactionException e) {
                if (hopeless(e) || pause(outage.failed(e))) {
                    throw e;
                }
            }
        }
    }

    private static boolean hopeless(RuntimeException e) {
        return e instanceof NonTransientDataAccessException
                && !(e instanceof NonTransientDataAccessResourceException);
    }

    /** Whether the wait ended because this is closed. */
    private boolean pause(Duration wait) {
        try {
            return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static String words(Claim claim) {
        return "subscription="
                + claim.lane().subscription()
                + " stream="
                + claim.lane().streamId()
                + " delivery="
                + claim.deliveryId()
                + " type="
                + claim.event().map(Claim.Event::type).orElse("?");
    }
}
