package io.serai.events;

import io.serai.events.LaneRepository.Lease;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Renews the leases of everything that runs here, in one statement each third of a lease. Its
 * thread is its own.
 */
@Component
final class LeaseRenewal {
    private static final Logger log = LoggerFactory.getLogger(LeaseRenewal.class);

    private final LaneRepository lanes;
    private final EventsSettings settings;
    private final Outage outage = new Outage(log, "events.lease-renewal");
    private final ServiceThread thread = new ServiceThread("events-leases", this::turn);
    private volatile Supplier<Collection<Crew>> crews = List::of;

    LeaseRenewal(LaneRepository lanes, EventsSettings settings) {
        this.lanes = lanes;
        this.settings = settings;
    }

    void start(Supplier<Collection<Crew>> crews) {
        this.crews = crews;
        thread.start();
    }

    void stop() {
        thread.close();
    }

    private void turn() throws InterruptedException {
        thread.pause(settings.renewInterval());
        Map<Lease, LaneRun> held = new LinkedHashMap<>();
        for (Crew crew : crews.get()) {
            crew.running().forEach(run -> held.put(run.lease(), run));
        }
        if (held.isEmpty()) {
            return;
        }
        try {
            Set<Lease> renewed = lanes.renew(List.copyOf(held.keySet()), settings.lease());
            outage.over();
            held.forEach(
                    (lease, run) -> {
                        if (!renewed.contains(lease) && run.reacting()) {
                            log.warn("delivery.lease-taken {}", run.describe());
                        }
                    });
        } catch (DataAccessException | TransactionException e) {
            thread.pause(outage.failed(e));
        }
    }
}
