package io.serai.restream;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Says why a process of ffmpeg ended, from what it wrote at last and from its exit code. The code
 * alone says little: it is 0 when the source has gone, and 1 for nearly everything else.
 *
 * @param exitCode 128 + signal where a signal ended it
 * @param lines the last ones that it wrote, oldest first, without secrets
 * @param source the address it pulled from, without secrets
 * @param target the address it sent to
 * @param sending whether media had arrived at the target
 */
record Ending(int exitCode, List<String> lines, String source, String target, boolean sending) {
    private static final Pattern CONTEXT = Pattern.compile("^(\\[[^\\]]*\\] )+");
    private static final List<Integer> SIGNALS = List.of(128 + 6, 128 + 9, 128 + 11);
    private static final int ENDED_BY_SIGTERM = 255;

    private static final Pattern ARGUMENTS =
            Pattern.compile(
                    "Unrecognized option|Error splitting the argument list|File for preset|Unknown"
                        + " encoder|Unknown decoder|Invalid argument|Error parsing options|Error"
                        + " while opening encoder|Protocol not found|not on whitelist");
    private static final Pattern IN_USE =
            Pattern.compile("already|in use|busy|BadName", Pattern.CASE_INSENSITIVE);
    private static final Pattern REFUSED =
            Pattern.compile(
                    "Connection refused|No route to host|Network is unreachable"
                            + "|Host is unreachable");
    private static final Pattern TLS =
            Pattern.compile("\\[tls @|tls://|certificate", Pattern.CASE_INSENSITIVE);
    private static final Pattern SRT_REJECTED =
            Pattern.compile("rejected|bad secret|ERROR:PEER|BADSECRET", Pattern.CASE_INSENSITIVE);
    private static final Pattern BROKEN =
            Pattern.compile(
                    "Broken pipe|Connection reset|End of file|Input/output error"
                            + "|Operation not permitted");

    Failure failure() {
        if (SIGNALS.contains(exitCode)) {
            return new Failure(FailureKind.KILLED, "Signal " + (exitCode - 128) + " ended ffmpeg");
        }
        Optional<String> arguments = last(ARGUMENTS.asPredicate().and(line -> !aboutSource(line)));
        if (!sending && arguments.isPresent()) {
            return failure(FailureKind.NOT_STARTED, arguments);
        }
        if (last(this::aboutSource).isPresent() && !aboutTargetAtLast()) {
            return failure(FailureKind.INPUT_GONE, last(this::aboutSource));
        }
        if (last(this::aboutTarget).isPresent()) {
            return aboutTargetFailure();
        }
        if (exitCode == ENDED_BY_SIGTERM) {
            return new Failure(FailureKind.KILLED, "A signal ended ffmpeg");
        }
        if (exitCode == 0) {
            return new Failure(FailureKind.INPUT_GONE, "The source has ended");
        }
        Optional<String> words = last(line -> true);
        return words.isPresent()
                ? failure(FailureKind.UNKNOWN, words)
                : new Failure(FailureKind.UNKNOWN, "ffmpeg ended with code " + exitCode);
    }

    private Failure aboutTargetFailure() {
        Optional<String> server = last(line -> line.contains("Server error:"));
        if (server.isPresent()) {
            boolean inUse = IN_USE.matcher(server.get()).find();
            return failure(inUse ? FailureKind.KEY_IN_USE : FailureKind.KEY_REFUSED, server);
        }
        Optional<String> unknown = last(line -> line.contains("Failed to resolve hostname"));
        if (unknown.isPresent()) {
            return failure(FailureKind.HOST_UNKNOWN, unknown);
        }
        Optional<String> words = last(this::aboutTarget);
        if (last(REFUSED.asPredicate()).isPresent()) {
            return failure(FailureKind.CONNECTION_REFUSED, last(REFUSED.asPredicate()));
        }
        if (target.startsWith("rtmps") && !sending && last(TLS.asPredicate()).isPresent()) {
            return failure(FailureKind.TLS, last(TLS.asPredicate()));
        }
        if (last(SRT_REJECTED.asPredicate()).isPresent() && target.startsWith("srt")) {
            return failure(FailureKind.KEY_REFUSED, last(SRT_REJECTED.asPredicate()));
        }
        if (last(line -> line.contains("timed out")).isPresent()) {
            return failure(FailureKind.TIMED_OUT, last(line -> line.contains("timed out")));
        }
        if (last(BROKEN.asPredicate()).isEmpty()) {
            return failure(FailureKind.UNKNOWN, words);
        }
        return sending
                ? failure(FailureKind.CONNECTION_LOST, words)
                : new Failure(
                        FailureKind.KEY_REFUSED,
                        "The target closed the connection when the stream was to begin: "
                                + words.map(Ending::text).orElse(""));
    }

    /** A source that ends makes ffmpeg end its target as well, and complain of that too. */
    private boolean aboutTargetAtLast() {
        int source = lastIndex(this::aboutSource);
        int target = lastIndex(this::aboutTarget);
        return target >= 0 && source >= 0 && sending && target < source;
    }

    private boolean aboutSource(String line) {
        return line.contains(source + ":")
                || line.contains(source + ".")
                || line.contains("Error opening input")
                || line.contains("Error during demuxing");
    }

    private boolean aboutTarget(String line) {
        return line.contains(target + ":")
                || line.contains(target + ".")
                || line.contains("Error opening output")
                || line.contains("av_interleaved_write_frame")
                || line.contains("Error muxing a packet")
                || line.contains("Error submitting a packet to the muxer")
                || line.contains("Error writing trailer");
    }

    private Optional<String> last(Predicate<String> wanted) {
        int index = lastIndex(wanted);
        return index < 0 ? Optional.empty() : Optional.of(lines.get(index));
    }

    private int lastIndex(Predicate<String> wanted) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (wanted.test(lines.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static Failure failure(FailureKind kind, Optional<String> line) {
        return new Failure(kind, line.map(Ending::text).orElse(kind.text()));
    }

    private static String text(String line) {
        return CONTEXT.matcher(line).replaceFirst("").strip();
    }
}
