package io.serai.live;

import io.serai.common.ControlException.Unavailable;
import io.serai.database.HookDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Notices that a media server was started anew: whatever an older process of it had on air is
 * suspect from then on. Thread-safe; a known process costs a look into a map.
 */
@Component
final class Boots {
    private static final Logger log = LoggerFactory.getLogger(Boots.class);

    private final HookDatabase database;
    private final BootRepository repository;
    private final Clock clock;
    private final Map<String, String> current = new ConcurrentHashMap<>();

    Boots(HookDatabase database, BootRepository repository, Clock clock) {
        this.database = database;
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * A hook, a heartbeat or an answer came from this process.
     *
     * @throws Unavailable when the database does not answer
     */
    void seen(String source, String boot) {
        if (isCurrent(source, boot)) {
            return;
        }
        Instant now = now();
        change(source, boot, () -> repository.begin(source, boot, now), now);
    }

    /**
     * This process answered a question: it is the one that runs, even if an unknown older one was
     * mistaken for its successor before the question was asked.
     *
     * @throws Unavailable when the database does not answer
     */
    void answered(String source, String boot, Instant asked) {
        if (isCurrent(source, boot)) {
            return;
        }
        Instant now = now();
        change(
                source,
                boot,
                () ->
                        repository.begin(source, boot, now)
                                || repository.reinstate(source, boot, asked, now),
                now);
    }

    private boolean isCurrent(String source, String boot) {
        return boot.isEmpty() || boot.equals(current.get(source));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void change(String source, String boot, BooleanSupplier makeCurrent, Instant now) {
        try {
            int suspects =
                    database.transactions()
                            .execute(
                                    tx -> {
                                        repository.lockSource(source);
                                        return makeCurrent.getAsBoolean()
                                                ? repository.suspect(source, boot, now)
                                                : -1;
                                    });
            current.put(source, repository.current(source));
            if (suspects >= 0) {
                log.info("server.started source={} boot={} suspects={}", source, boot, suspects);
            }
        } catch (DataAccessException | TransactionException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }
}
