package io.serai.live;

import io.serai.common.ControlException.Unavailable;
import io.serai.database.HookDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
        if (boot.isEmpty() || boot.equals(current.get(source))) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try {
            int suspects =
                    database.transactions()
                            .execute(
                                    tx -> {
                                        repository.lockSource(source);
                                        boolean first = repository.begin(source, boot, now);
                                        return first ? repository.suspect(source, boot, now) : -1;
                                    });
            String running = repository.current(source);
            current.put(source, running);
            if (suspects >= 0) {
                log.info("server.started source={} boot={} suspects={}", source, boot, suspects);
            }
        } catch (DataAccessException | TransactionException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }
}
