package io.serai.rooms;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What PixelCast's clients are answered about the clean-up; they know most of the keys. */
final class CleanupAnswers {
    private CleanupAnswers() {}

    record NamedRoom(String id, String name) {}

    /**
     * What a clean-up by hand has done.
     *
     * @param total rooms before it
     * @param complete whether it looked at every old room; else the next one goes on
     */
    record CleanedUp(
            boolean success,
            String message,
            int cleaned,
            long total,
            long remaining,
            int cleanedCount,
            long remainingRooms,
            List<NamedRoom> cleanedRooms,
            boolean complete) {
        static CleanedUp of(CleanupRun run) {
            long remaining = Math.max(0, run.total - run.deleted());
            String message =
                    run.interrupted()
                            ? "Manual cleanup ran out of time; call it again for the rest"
                            : run.problem()
                                    .map(problem -> "Manual cleanup completed. " + problem)
                                    .orElse("Manual cleanup completed");
            return new CleanedUp(
                    true,
                    message,
                    run.deleted(),
                    run.total,
                    remaining,
                    run.deleted(),
                    remaining,
                    run.named(),
                    !run.interrupted());
        }
    }

    record CleanupStatus(
            boolean success, Cleanup cleanup, long currentRoomCount, List<AgedRoom> rooms) {}

    /**
     * @param intervalMinutes from one run to the next; null if none is planned
     * @param idleTimeoutMinutes how long a room outlives its last publisher
     * @param lastError of the last run; null if it succeeded
     * @param lastCleaned the last run that deleted rooms
     */
    record Cleanup(
            boolean running,
            @Nullable Long intervalMinutes,
            long idleTimeoutMinutes,
            long maxAgeHours,
            @Nullable String cron,
            @Nullable String nextRun,
            @Nullable String lastRun,
            @Nullable String lastSuccess,
            @Nullable String lastError,
            @Nullable LastCleaned lastCleaned) {}

    record LastCleaned(String at, boolean manual, int cleanedCount, List<NamedRoom> cleanedRooms) {}

    record AgedRoom(String id, String name, String type, String createdAt, long ageHours) {}
}
