package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With what ffmpeg 5.1 and 7.1 really wrote, into a real nginx-rtmp. */
class EndingTest {
    private static final String SOURCE = "rtmp://127.0.0.1:1935/live/***?serai=restream";
    private static final String TARGET = "rtmp://ingest.example.org/app";
    private static final String TLS_TARGET = "rtmps://ingest.example.org/app";

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("endings")
    void saysWhyFfmpegEnded(
            String name,
            FailureKind kind,
            int exitCode,
            boolean sending,
            String target,
            List<String> lines) {
        Failure failure = new Ending(exitCode, lines, SOURCE, target, sending).failure();

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.text()).isNotBlank().doesNotContain("@ 0x");
    }

    static List<Arguments> endings() {
        return List.of(
                before(
                        "5.1 refused by on_publish, or unknown application",
                        FailureKind.KEY_REFUSED,
                        1,
                        "[error] " + TARGET + ": Input/output error"),
                before(
                        "7.1 refused by on_publish, or unknown application",
                        FailureKind.KEY_REFUSED,
                        251,
                        "[out#0/flv @ 0x55665106aa40] [fatal] Error opening output "
                                + TARGET
                                + ": Input/output error",
                        "[error] Error opening output file " + TARGET + ".",
                        "[fatal] Error opening output files: Input/output error"),
                before(
                        "5.1 busy",
                        FailureKind.KEY_IN_USE,
                        1,
                        "[rtmp @ 0x5588225069c0] [error] Server error: Already publishing",
                        "[error] " + TARGET + ": Operation not permitted"),
                before(
                        "7.1 busy",
                        FailureKind.KEY_IN_USE,
                        255,
                        "[rtmp @ 0x5588225069c0] [error] Server error: Already publishing",
                        "[out#0/flv @ 0x55665106aa40] [fatal] Error opening output "
                                + TARGET
                                + ": Operation not permitted",
                        "[error] Error opening output file " + TARGET + "."),
                before(
                        "a server that says no",
                        FailureKind.KEY_REFUSED,
                        1,
                        "[rtmp @ 0x5588225069c0] [error] Server error: Authorization failed",
                        "[error] " + TARGET + ": Operation not permitted"),
                before(
                        "5.1 nobody listens",
                        FailureKind.CONNECTION_REFUSED,
                        1,
                        "[tcp @ 0x557bd6617ec0] [error] Connection to"
                                + " tcp://ingest.example.org:1935?tcp_nodelay=0 failed: Connection"
                                + " refused",
                        "[rtmp @ 0x557bd661a000] [error] Cannot open connection"
                                + " tcp://ingest.example.org:1935?tcp_nodelay=0",
                        "[error] " + TARGET + ": Connection refused"),
                before(
                        "7.1 nobody listens",
                        FailureKind.CONNECTION_REFUSED,
                        145,
                        "[out#0/flv @ 0x55a54cdc7e40] [fatal] Error opening output "
                                + TARGET
                                + ": Connection refused",
                        "[error] Error opening output file " + TARGET + "."),
                before(
                        "7.1 no way there, with the exit code of SIGTERM",
                        FailureKind.CONNECTION_REFUSED,
                        143,
                        "[out#0/flv @ 0x55a54cdc7e40] [fatal] Error opening output "
                                + TARGET
                                + ": No route to host"),
                before(
                        "5.1 unknown host",
                        FailureKind.HOST_UNKNOWN,
                        1,
                        "[tcp @ 0x55a9410163c0] [error] Failed to resolve hostname"
                                + " ingest.example.org: Name or service not known",
                        "[rtmp @ 0x55a94100f180] [error] Cannot open connection"
                                + " tcp://ingest.example.org:1935?tcp_nodelay=0",
                        "[error] " + TARGET + ": Input/output error"),
                Arguments.of(
                        "5.1 no TLS there",
                        FailureKind.TLS,
                        1,
                        false,
                        TLS_TARGET,
                        List.of(
                                "[tls @ 0x55854b9f03c0] [error] Error in the pull function.",
                                "[tls @ 0x55854b9f03c0] [error] IO error: Connection timed out",
                                "[rtmps @ 0x55854b9e9180] [error] Cannot open connection"
                                        + " tls://ingest.example.org:443",
                                "[error] " + TLS_TARGET + ": Connection timed out")),
                Arguments.of(
                        "7.1 no TLS there",
                        FailureKind.TLS,
                        146,
                        false,
                        TLS_TARGET,
                        List.of(
                                "[tls @ 0x55af55633380] [error] IO error: Connection timed out",
                                "[out#0/flv @ 0x55af556cc5c0] [fatal] Error opening output "
                                        + TLS_TARGET
                                        + ": Connection timed out")),
                Arguments.of(
                        "7.1 a certificate that nobody vouches for",
                        FailureKind.TLS,
                        251,
                        false,
                        TLS_TARGET,
                        List.of(
                                "[rtmps @ 0x558acb00a340] [error] Cannot open connection"
                                        + " tls://ingest.example.org:443",
                                "[out#0/flv @ 0x558acb003340] [fatal] Error opening output "
                                        + TLS_TARGET
                                        + ": Input/output error")),
                Arguments.of(
                        "5.1 a certificate that nobody vouches for",
                        FailureKind.TLS,
                        1,
                        false,
                        TLS_TARGET,
                        List.of(
                                "[tls @ 0x555bdf0747c0] [error] Peer certificate failed"
                                        + " verification",
                                "[rtmps @ 0x555bdf073f00] [error] Cannot open connection"
                                        + " tls://ingest.example.org:443",
                                "[error] " + TLS_TARGET + ": Input/output error")),
                Arguments.of(
                        "no RTMP behind TLS",
                        FailureKind.KEY_REFUSED,
                        1,
                        false,
                        TLS_TARGET,
                        List.of(
                                "[rtmps @ 0x5556f932e180] [error] Cannot read RTMP handshake"
                                        + " response",
                                "[error] " + TLS_TARGET + ": End of file")),
                Arguments.of(
                        "refused behind TLS",
                        FailureKind.KEY_REFUSED,
                        1,
                        false,
                        TLS_TARGET,
                        List.of("[error] " + TLS_TARGET + ": Input/output error")),
                before(
                        "5.1 the target does not answer",
                        FailureKind.TIMED_OUT,
                        1,
                        "[error] " + TARGET + ": Connection timed out"),
                before(
                        "5.1 the source is not there",
                        FailureKind.INPUT_GONE,
                        1,
                        "[error] " + SOURCE + ": Input/output error"),
                before(
                        "7.1 the source is not there",
                        FailureKind.INPUT_GONE,
                        251,
                        "[in#0 @ 0x564b5a508640] [error] Error opening input: Input/output error",
                        "[error] Error opening input file " + SOURCE + ".",
                        "[fatal] Error opening input files: Input/output error"),
                before(
                        "5.1 the source's server is not there",
                        FailureKind.INPUT_GONE,
                        1,
                        "[tcp @ 0x563e8c2ef780] [error] Connection to"
                                + " tcp://127.0.0.1:1935?tcp_nodelay=0 failed: Connection refused",
                        "[rtmp @ 0x563e8c2eee00] [error] Cannot open connection"
                                + " tcp://127.0.0.1:1935?tcp_nodelay=0",
                        "[error] " + SOURCE + ": Connection refused"),
                during(
                        "the source ends, with exit code 0",
                        FailureKind.INPUT_GONE,
                        0,
                        "[error] " + SOURCE + ": Input/output error",
                        "[flv @ 0x56274f399640] [warning] Failed to update header with correct"
                                + " duration."),
                during("the source ends without a word", FailureKind.INPUT_GONE, 0),
                during(
                        "5.1 the target goes",
                        FailureKind.CONNECTION_LOST,
                        1,
                        "[error] av_interleaved_write_frame(): Broken pipe",
                        "[flv @ 0x56274f399640] [warning] Failed to update header with correct"
                                + " duration.",
                        "[error] Error writing trailer of " + TARGET + ": Broken pipe"),
                during(
                        "7.1 the target goes",
                        FailureKind.CONNECTION_LOST,
                        224,
                        "[vost#0:0/copy @ 0x5625] [error] Error submitting a packet to the muxer:"
                                + " Broken pipe",
                        "[out#0/flv @ 0x5625] [error] Error muxing a packet"),
                during(
                        "the target reads no more",
                        FailureKind.TIMED_OUT,
                        1,
                        "[error] av_interleaved_write_frame(): Connection timed out"),
                during(
                        "SIGKILL",
                        FailureKind.KILLED,
                        137,
                        "[flv @ 0x56274f399640] [warning] Non-monotonous DTS in output stream"),
                during("SIGSEGV", FailureKind.KILLED, 139),
                during("SIGTERM by somebody else", FailureKind.KILLED, 255),
                before(
                        "an argument that it does not know",
                        FailureKind.NOT_STARTED,
                        1,
                        "[error] Unrecognized option 'bogus'.",
                        "[fatal] Error splitting the argument list: Option not found"),
                before(
                        "a preset that is gone",
                        FailureKind.NOT_STARTED,
                        1,
                        "[fatal] File for preset '/dev/shm/x' not found"),
                before("something else", FailureKind.UNKNOWN, 1, "[fatal] Something happened"),
                before("nothing at all", FailureKind.UNKNOWN, 3));
    }

    private static Arguments before(String name, FailureKind kind, int code, String... lines) {
        return Arguments.of(name, kind, code, false, TARGET, List.of(lines));
    }

    private static Arguments during(String name, FailureKind kind, int code, String... lines) {
        return Arguments.of(name, kind, code, true, TARGET, List.of(lines));
    }
}
