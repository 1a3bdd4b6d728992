package io.serai.common.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;

/**
 * What is counted of every caller, on this node. All limits together remember at most {@link
 * #MOST_BUCKETS} callers, so that nobody fills the memory by calling from many addresses: past that
 * the ones seen least are forgotten. Thread-safe.
 */
public final class RateLimits {
    static final int MOST_BUCKETS = 100_000;

    private final boolean on;
    private final TimeMeter time;
    private final Cache<Key, Counted> buckets;

    /**
     * @param on whether anything is limited at all
     */
    public RateLimits(Clock clock, boolean on) {
        this.on = on;
        this.time = new ClockTime(clock);
        this.buckets =
                Caffeine.newBuilder()
                        .maximumSize(MOST_BUCKETS)
                        // An unused bucket is full again after its period, as a new one is.
                        .expireAfter(
                                Expiry.<Key, Counted>accessing((key, each) -> each.limit.period()))
                        .ticker(time::currentTimeNanos)
                        .executor(Runnable::run)
                        .build();
    }

    private record Key(String limiter, String who) {}

    private record Counted(RateLimit limit, Bucket bucket) {}

    /**
     * @param name unique among the limiters
     */
    public RateLimiter limiter(String name, RateLimit limit) {
        return new RateLimiter(this, name, limit);
    }

    /** Whether anything is limited at all. */
    public boolean on() {
        return on;
    }

    Bucket bucket(String limiter, String who, RateLimit limit) {
        return buckets.get(new Key(limiter, who), key -> new Counted(limit, newBucket(limit)))
                .bucket();
    }

    /** How many callers are remembered. */
    long size() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket newBucket(RateLimit limit) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(
                        each ->
                                each.capacity(limit.most())
                                        .refillGreedy(limit.most(), limit.period()))
                .build();
    }

    private record ClockTime(Clock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return Duration.ofMillis(clock.millis()).toNanos();
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
