package io.serai.destinations;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.serai.common.StreamId;
import io.serai.hooks.Multicast;
import io.serai.restream.Restreams;
import io.serai.restream.Restreams.Living;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * What lives, for those who must be answered whatever happens: media servers and probes. While the
 * database is away it is what was known last. Thread-safe.
 */
@Component
final class MulticastNow implements Multicast {
    private static final Logger log = LoggerFactory.getLogger(MulticastNow.class);

    /** Media servers ask at least as often about a stream that is on air. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private static final int MOST_KEPT = 10_000;

    private final Restreams restreams;
    private final Cache<StreamId, Boolean> known =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterAccess(KEPT).build();
    private volatile Living living = new Living(0, 0);

    MulticastNow(Restreams restreams) {
        this.restreams = restreams;
    }

    @Override
    public boolean isSentOn(StreamId stream) {
        try {
            boolean now = restreams.hasLiving(stream);
            known.put(stream, now);
            return now;
        } catch (DataAccessException | TransactionException e) {
            log.debug("restream.unknown stream={}", stream, e);
            return Boolean.TRUE.equals(known.getIfPresent(stream));
        }
    }

    Living living() {
        try {
            living = restreams.living();
        } catch (DataAccessException | TransactionException e) {
            log.debug("restream.unknown", e);
        }
        return living;
    }
}
