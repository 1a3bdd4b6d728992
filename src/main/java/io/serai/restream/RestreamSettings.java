package io.serai.restream;

import io.serai.common.StartRefused;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of restreams.
 *
 * @param encryptionKey 64 hexadecimal digits; empty: as {@link RestreamConfiguration} says
 * @param encryptionKeyPrevious opens what was encrypted before a rotation; empty: none
 * @param allowPrivateTargets whether targets may be in this machine's network
 * @param pullBase where ffmpeg pulls streams of nginx-rtmp from, the application at its end
 * @param srsPullBase the same for SRS, without an application
 * @param sources address of a media server by its name in sessions ({@code srs:<server id>}, {@code
 *     nginx:<name>}), where those two are not enough
 * @param profiles arguments of ffmpeg between source and target, by name
 * @param platforms in the order in which they are shown
 */
@ConfigurationProperties("serai.restream")
record RestreamSettings(
        @DefaultValue("") String encryptionKey,
        @DefaultValue("") String encryptionKeyPrevious,
        @DefaultValue("false") boolean allowPrivateTargets,
        @DefaultValue("rtmp://127.0.0.1:1935/live") String pullBase,
        @DefaultValue("rtmp://127.0.0.1:1935") String srsPullBase,
        @DefaultValue Map<String, String> sources,
        @DefaultValue Map<String, String> profiles,
        @DefaultValue Map<String, PlatformEntry> platforms,
        @DefaultValue Process process,
        @DefaultValue Limits limits) {
    /** As {@link Platform}. */
    record PlatformEntry(
            @DefaultValue("") String name,
            @DefaultValue Map<String, String> addresses,
            @DefaultValue("0") int mostBitrate,
            @DefaultValue("copy") String profile) {}

    /**
     * The process of ffmpeg.
     *
     * @param program its path; empty: the one on PATH, else the bundled one
     * @param user who it runs as, if Serai runs as root; empty: as Serai
     * @param certificates file of the authorities by which targets of rtmps are checked; empty: the
     *     system's; {@code none}: they are not checked
     * @param nice how far its priority is below Serai's, 0 to 19
     * @param probe longest time for a look at the source, before anything is sent
     * @param probeSize the same in bytes
     * @param ioTimeout longest pause within the source's or the target's connection
     * @param startLimit longest time until the first media arrives at the target
     * @param stallLimit longest time without progress
     * @param stableAfter a run of this length is a success: the next failure is the first one
     */
    record Process(
            @DefaultValue("") String program,
            @DefaultValue("") String user,
            @DefaultValue("") String certificates,
            @DefaultValue("5") int nice,
            @DefaultValue("500ms") Duration probe,
            @DefaultValue("200000") int probeSize,
            @DefaultValue("5s") Duration ioTimeout,
            @DefaultValue("20s") Duration startLimit,
            @DefaultValue("10s") Duration stallLimit,
            @DefaultValue("30s") Duration stableAfter) {
        Process {
            if (nice < 0 || nice > 19) {
                throw refused("process.nice", "is between 0 and 19");
            }
            if (!probe.isPositive() || probeSize < 32) {
                throw refused("process.probe", "and probe-size are more than 0s and 32");
            }
            if (!ioTimeout.isPositive()
                    || !startLimit.isPositive()
                    || !stallLimit.isPositive()
                    || !stableAfter.isPositive()) {
                throw refused("process", "has times that are more than 0s");
            }
        }
    }

    /**
     * How much at most.
     *
     * @param processes on this node
     * @param processesPerUser of one owner, on all nodes
     * @param keepRuns how long ended processes are remembered
     * @param lease how long another node leaves alone what this one has, after its last sign of
     *     life
     */
    record Limits(
            @DefaultValue("200") int processes,
            @DefaultValue("20") int processesPerUser,
            @DefaultValue("30d") Duration keepRuns,
            @DefaultValue("15s") Duration lease) {
        Limits {
            if (processes < 1 || processesPerUser < 1) {
                throw refused("limits.processes", "and processes-per-user are at least 1");
            }
            if (lease.compareTo(Duration.ofSeconds(3)) < 0 || !keepRuns.isPositive()) {
                throw refused("limits.lease", "is at least 3s, and keep-runs more than 0s");
            }
        }
    }

    RestreamSettings {
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
        platforms = Collections.unmodifiableMap(new LinkedHashMap<>(platforms));
    }

    private static StartRefused refused(String key, String rule) {
        return new StartRefused("serai.restream." + key + " " + rule + ".");
    }

    /** Not the keys. */
    @Override
    public String toString() {
        return "platforms=" + platforms.keySet() + " profiles=" + profiles.keySet();
    }
}
