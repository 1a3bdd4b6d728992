package io.serai.restream;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of ffmpeg that was started. Its pipes are read by {@link Pump}; everything else may be
 * called by any thread.
 */
final class FfmpegProcess {
    private static final Logger log = LoggerFactory.getLogger(FfmpegProcess.class);

    /** More in one look would keep the others waiting; the rest stays in the pipe. */
    private static final int MOST_AT_ONCE = 1 << 20;

    private final Process process;
    private final LastLines lines = new LastLines();
    private final LineSplitter output;
    private final LineSplitter errors;
    private final byte[] buffer = new byte[8192];

    /** Told by the thread of {@link Pump}; it must return at once. */
    interface Listener {
        /** It told how far it is. */
        void progressed(Progress progress);

        /** It wrote a line, here without secrets. */
        void said(String line);

        /** It has ended, and everything that it wrote has been read. */
        void ended(int exitCode, List<String> lastLines);
    }

    private final Listener listener;

    FfmpegProcess(Process process, UnaryOperator<String> clean, Listener listener) {
        this.process = process;
        this.listener = listener;
        ProgressReader progress = new ProgressReader(listener::progressed);
        this.output = new LineSplitter(progress::line);
        this.errors =
                new LineSplitter(
                        line -> {
                            String shown = clean.apply(line);
                            lines.add(shown);
                            listener.said(shown);
                        });
    }

    long pid() {
        return process.pid();
    }

    Optional<Instant> startedAt() {
        return process.info().startInstant();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Writes {@code q}, which ends ffmpeg properly. */
    void askToQuit() {
        try {
            process.getOutputStream().write('q');
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It does not read any more: it is about to end, or a signal follows.
            log.debug("ffmpeg takes no input", e);
        }
    }

    /** SIGTERM. By its handle, since {@link Process#destroy} would also close its pipes. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Reads what is there without waiting; only {@link Pump} calls it. */
    void read() {
        drain(process.getInputStream(), output);
        drain(process.getErrorStream(), errors);
    }

    /** Reads the rest and tells of the end; only {@link Pump} calls it, once. */
    void finish() {
        read();
        output.end();
        errors.end();
        listener.ended(process.exitValue(), lines.all());
    }

    private void drain(InputStream stream, LineSplitter splitter) {
        try {
            int left = MOST_AT_ONCE;
            for (int there = stream.available();
                    there > 0 && left > 0;
                    there = stream.available()) {
                int read = stream.read(buffer, 0, Math.min(there, buffer.length));
                if (read < 0) {
                    return;
                }
                splitter.add(buffer, read);
                left -= read;
            }
        } catch (IOException e) {
            // The pipe was closed with the process; its end is told by itself.
            log.debug("a pipe of ffmpeg is closed", e);
        }
    }
}
