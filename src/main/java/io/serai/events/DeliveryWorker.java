package io.serai.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Takes due deliveries for the reactions of this node and has each lane worked on by a virtual
 * thread. One thread looks for work: when it is woken, when a slot becomes free, and from time to
 * time by itself. Thread-safe.
 */
@Component
final class DeliveryWorker {
    private static final Logger log = LoggerFactory.getLogger(DeliveryWorker.class);

    /**
     * After a look that found all there was, the next one waits so long, however often it is woken:
     * then it finds more at once.
     */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

    private static final Duration LONGEST_EXACT_WAIT = Duration.ofSeconds(10);

    private final LaneRepository lanes;
    private final Settlements settlements;
    private final LeaseRenewal renewal;
    private final EventsSettings settings;
    private final EventsMetrics metrics;

    private final Map<String, Crew> crews = new ConcurrentHashMap<>();
    private final Signal signal = new Signal();
    private final Outage outage = new Outage(log, "events.worker");
    private final ServiceThread thread = new ServiceThread("events-worker", this::turn);
    private volatile long stopDeadlineNanos;
    private volatile boolean stopping;
    private volatile boolean gaveBack;

    DeliveryWorker(
            LaneRepository lanes,
            Settlements settlements,
            LeaseRenewal renewal,
            EventsSettings settings,
            EventsMetrics metrics) {
        this.lanes = lanes;
        this.settlements = settlements;
        this.renewal = renewal;
        this.settings = settings;
        this.metrics = metrics;
    }

    void start() {
        renewal.start(this::crews);
        thread.start();
    }

    /** Ends as after {@link #leaveAll}; what runs then gives its lease back. */
    void stop() {
        leaveAll();
        List.copyOf(crews.values()).forEach(crew -> leave(crew.reaction));
        thread.close(signal::raise);
        renewal.stop();
        settlements.close();
    }

    /** From now this node works for the reaction. */
    void join(Reaction reaction) {
        Crew crew = new Crew(reaction);
        if (crews.putIfAbsent(reaction.name(), crew) != null) {
            throw new IllegalStateException(
                    "Two routes consume stream-events:" + reaction.name() + "; only one may");
        }
        wake();
    }

    /**
     * This node takes nothing more for any reaction; from now those that run have the stop-wait
     * together.
     */
    synchronized void leaveAll() {
        if (!stopping) {
            stopDeadlineNanos = System.nanoTime() + settings.stopWait().toNanos();
            stopping = true;
        }
        crews.values().forEach(Crew::leave);
    }

    /**
     * This node takes nothing more for the reaction. Waits a bounded time for what runs; then gives
     * back what still does, so that it runs elsewhere or at the next start at once.
     */
    void leave(Reaction reaction) {
        Crew crew = crews.get(reaction.name());
        if (crew == null || crew.reaction != reaction) {
            return;
        }
        crew.leave();
        long deadline =
                stopping ? stopDeadlineNanos : System.nanoTime() + settings.stopWait().toNanos();
        Collection<LaneRun> left = crew.running();
        try {
            left = crew.await(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        crews.remove(reaction.name(), crew);
        giveBack(left);
    }

    /** An event of this type is committed on this node. */
    void appended(String type) {
        for (Crew crew : crews.values()) {
            if (crew.reaction.subscription().types().contains(type)) {
                signal.raise();
                return;
            }
        }
    }

    /** There may be something due. */
    void wake() {
        signal.raise();
    }

    /** Whether there is work that this node began and left to others. */
    boolean gaveBack() {
        return gaveBack;
    }

    private Collection<Crew> crews() {
        return crews.values();
    }

    private void turn() throws InterruptedException {
        try {
            boolean more = takeDue();
            outage.over();
            if (!more) {
                thread.pause(SHORTEST_PAUSE);
            }
            signal.await(settings.pollInterval());
        } catch (DataAccessException | TransactionException e) {
            thread.pauseAfter(outage, e);
        }
    }

    /** Starts work on what is due and has a free slot; whether it filled all slots of a crew. */
    private boolean takeDue() {
        Map<String, Integer> free = new LinkedHashMap<>();
        for (Crew crew : crews.values()) {
            crew.behind = true;
            int slots = crew.freeSlots();
            if (slots > 0) {
                free.put(crew.reaction.name(), slots);
            }
        }
        if (free.isEmpty()) {
            return false;
        }
        UUID owner = UUID.randomUUID();
        List<Lane> claimed = lanes.claim(free, owner, settings.lease());
        Map<String, Integer> taken = new LinkedHashMap<>();
        claimed.forEach(lane -> taken.merge(lane.subscription(), 1, Integer::sum));
        free.forEach(
                (name, slots) -> {
                    Crew crew = crews.get(name);
                    if (crew != null && taken.getOrDefault(name, 0) < slots) {
                        crew.behind = false;
                    }
                });
        if (!claimed.isEmpty()) {
            begin(lanes.firstPending(claimed, owner), claimed, owner);
        }
        return free.entrySet().stream()
                .anyMatch(slots -> slots.getValue().equals(taken.get(slots.getKey())));
    }

    private void begin(List<Claim> claims, List<Lane> claimed, UUID owner) {
        List<LaneRepository.Lease> unused = new ArrayList<>();
        for (Claim claim : claims) {
            Crew crew = crews.get(claim.lane().subscription());
            if (crew == null || !begin(crew, claim)) {
                unused.add(new LaneRepository.Lease(claim.lane(), owner));
            }
        }
        if (!unused.isEmpty()) {
            lanes.giveBack(unused);
        }
        if (claims.size() < claimed.size()) {
            lanes.removeEmpty();
        }
    }

    private boolean begin(Crew crew, Claim claim) {
        LaneRun run = new LaneRun(crew, claim, settlements, metrics, this::ended);
        if (!crew.begin(run)) {
            return false;
        }
        Thread.ofVirtual().name("reaction-" + crew.reaction.name()).start(run);
        return true;
    }

    private void ended(LaneRun run) {
        if (run.crew().behind) {
            signal.raise();
        }
        run.dueIn().ifPresent(this::wakeIn);
    }

    /** For long waits the regular look is exact enough. */
    private void wakeIn(Duration wait) {
        if (wait.isZero()) {
            signal.raise();
        } else if (wait.compareTo(LONGEST_EXACT_WAIT) < 0) {
            CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(signal::raise);
        }
    }

    private void giveBack(Collection<LaneRun> runs) {
        if (runs.isEmpty()) {
            return;
        }
        try {
            lanes.giveBack(runs.stream().map(LaneRun::lease).toList());
            gaveBack = true;
            runs.forEach(run -> log.warn("delivery.given-back {}", run.describe()));
        } catch (DataAccessException | TransactionException e) {
            log.warn(
                    "delivery.give-back-failed deliveries={} error=\"{}\"",
                    runs.size(),
                    ErrorText.of(e));
        }
    }
}
