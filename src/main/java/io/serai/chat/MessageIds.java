package io.serai.chat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Ids of messages, which only ever grow. They come from the database in blocks; a new one is asked
 * for, on a thread of its own, long before the last one is used up. While the database is away the
 * ids go on beyond the block, and the database learns of it when it is back. Thread-safe.
 */
final class MessageIds {
    static final int BLOCK = 1000;

    private static final Logger log = LoggerFactory.getLogger(MessageIds.class);
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final Blocks blocks;
    private final AtomicBoolean asking = new AtomicBoolean();

    // Guarded by this. The next block begins after the last id that was given.
    private long next;
    private long end;
    private long following = -1;
    private volatile long askedAt = System.nanoTime() - RETRY_NANOS;

    MessageIds(Blocks blocks) {
        this.blocks = blocks;
    }

    /** The sequence in the database. */
    interface Blocks {
        /** First id of a block that lies wholly above this id. */
        long above(long id);
    }

    /** Takes the first block; asks the database. */
    void start() {
        long first = blocks.above(0);
        synchronized (this) {
            next = first;
            end = first + BLOCK;
        }
    }

    synchronized long next() {
        if (next >= end && following > next - 1) {
            next = following;
            end = following + BLOCK;
            following = -1;
        }
        long id = next++;
        if (following < 0 && end - next < BLOCK / 2) {
            ask();
        }
        return id;
    }

    private void ask() {
        if (System.nanoTime() - askedAt >= RETRY_NANOS && asking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("chat-ids").start(this::refill);
        }
    }

    private void refill() {
        try {
            long from;
            synchronized (this) {
                from = Math.max(next, end) - 1;
            }
            long block = blocks.above(from);
            synchronized (this) {
                // While we asked, ids may have gone beyond it.
                following = block >= next ? block : -1;
            }
        } catch (DataAccessException | TransactionException e) {
            askedAt = System.nanoTime();
            log.debug("chat.no-ids reason={}", e.getMessage());
        } finally {
            asking.set(false);
        }
    }
}
