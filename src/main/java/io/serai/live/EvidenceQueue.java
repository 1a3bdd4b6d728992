package io.serai.live;

import io.serai.common.ControlException;
import io.serai.live.AirTransactions.Decided;
import io.serai.live.JournalNote.Sight;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks at signs that somebody is on air (SRS's segments and recordings) after the hook was
 * answered: SRS holds a stream's end back until each of these hooks is answered. Thread-safe; a
 * queue that is full forgets, because the next segment comes in seconds.
 */
@Component
final class EvidenceQueue {
    private static final int MOST_WAITING = 1_000;
    private static final Logger log = LoggerFactory.getLogger(EvidenceQueue.class);

    private final AirTransactions transactions;
    private final Checks checks;
    private final Findings findings;
    private final Set<Fence> waiting = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(MOST_WAITING),
                    task -> Thread.ofPlatform().name("live-evidence").daemon().unstarted(task),
                    new ThreadPoolExecutor.DiscardPolicy());

    EvidenceQueue(AirTransactions transactions, Checks checks, Findings findings) {
        this.transactions = transactions;
        this.checks = checks;
        this.findings = findings;
    }

    void offer(MediaEvent.Evidence seen) {
        if (waiting.size() < MOST_WAITING && waiting.add(seen.fence())) {
            thread.execute(() -> look(seen));
        }
    }

    @PreDestroy
    void close() throws InterruptedException {
        thread.shutdownNow();
        thread.awaitTermination(1, TimeUnit.SECONDS);
    }

    private void look(MediaEvent.Evidence seen) {
        waiting.remove(seen.fence());
        try {
            Optional<Decided> looked =
                    transactions.run(
                            AirQuery.byFence(seen.fence(), Optional.of(seen.name())),
                            (air, token, now) -> Rules.evidence(air, seen.fence(), now));
            looked.ifPresent(decided -> findings.seen(seen.fence(), Sight.MEDIA, decided));
            looked.filter(decided -> decided.decision().checkAfter().isPresent())
                    .flatMap(decided -> decided.found().air().current())
                    .ifPresent(a -> checks.ask(a.fence(), Duration.ZERO));
        } catch (ControlException e) {
            log.debug("evidence.lost source={}", seen.fence().source());
        } catch (RuntimeException e) {
            log.error("evidence.failed source={}", seen.fence().source(), e);
        }
    }
}
