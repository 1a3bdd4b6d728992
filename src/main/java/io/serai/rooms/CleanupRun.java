package io.serai.rooms;

import io.serai.audit.Actor;
import io.serai.common.StreamId;
import io.serai.rooms.CleanupAnswers.NamedRoom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One clean-up on its way, as the variable of its route. Used by one thread at a time. */
final class CleanupRun {
    /** So many rooms are named afterwards; all are counted. */
    static final int MOST_NAMED = 1000;

    final long id;
    final boolean manual;
    final Actor actor;
    final Instant startedAt;
    final Instant cutoff;
    final Instant deadline;
    final long total;

    private final Set<StreamId> left = new HashSet<>();
    private final List<NamedRoom> named = new ArrayList<>();
    private long after;
    private int deleted;
    private int failed;
    private int young;
    private boolean exhausted;
    private boolean interrupted;

    /**
     * @param manual whether somebody called for it
     * @param actor who did, or the schedule
     * @param cutoff rooms that were made before it are old
     * @param total how many rooms there were at the beginning
     */
    CleanupRun(
            long id,
            boolean manual,
            Actor actor,
            Instant startedAt,
            Instant cutoff,
            Instant deadline,
            long total) {
        this.id = id;
        this.manual = manual;
        this.actor = actor;
        this.startedAt = startedAt;
        this.cutoff = cutoff;
        this.deadline = deadline;
        this.total = total;
    }

    /** Whether there may be more to do, and there is time for it. */
    boolean goesOn() {
        return !exhausted && !interrupted;
    }

    /** The query finds nothing new any more. */
    void exhaust() {
        exhausted = true;
    }

    /** There is no time to look at everything that the query finds. */
    void interrupt() {
        interrupted = true;
    }

    boolean interrupted() {
        return interrupted;
    }

    /** Of what the query found only what this run has not left alone before. */
    List<StreamId> unseen(List<StreamId> found) {
        return found.stream().filter(stream -> !left.contains(stream)).toList();
    }

    void deleted(Room room) {
        deleted++;
        if (named.size() < MOST_NAMED) {
            named.add(new NamedRoom(room.id().toString(), room.name()));
        }
    }

    void left(StreamId stream) {
        left.add(stream);
    }

    void leftYoung(StreamId stream) {
        young++;
        left.add(stream);
    }

    void failed(StreamId stream) {
        failed++;
        left.add(stream);
    }

    /** The next query looks behind this stream. */
    void passed(StreamId stream) {
        after = Math.max(after, stream.value());
    }

    long after() {
        return after;
    }

    int deleted() {
        return deleted;
    }

    List<NamedRoom> named() {
        return List.copyOf(named);
    }

    /** What was not as it should be, although the run went to its end. */
    Optional<String> problem() {
        if (failed > 0) {
            return Optional.of(rooms(failed) + " could not be deleted; the log says why");
        }
        if (young > 0) {
            return Optional.of(
                    "The query found "
                            + rooms(young)
                            + " younger than ROOM_MAX_AGE, which stayed: correct "
                            + RoomCleanup.FILE);
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "manual=%s deleted=%d failed=%d left=%d complete=%s"
                .formatted(manual, deleted, failed, left.size() - failed, !interrupted);
    }

    private static String rooms(int number) {
        return number + (number == 1 ? " room" : " rooms");
    }
}
